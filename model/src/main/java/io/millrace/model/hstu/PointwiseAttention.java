package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;
import io.millrace.model.sequence.Views;

/**
 * Pointwise aggregated attention of all heads (arXiv 2402.17152, equation 3, in the variant with relative bias): for head
 * g, {@code a_ij = SiLU(Q_i·K_j + P[N−1+j−i] + T[b(q_i − t_j)]) / N} where row i sees j, {@code o_i = Σ_j a_ij V_j}. The
 * biases P and T are shared by the heads.
 *
 * <p>Of a long sequence, some rows at a time pass through all that is done with them, so that what they leave behind is
 * still in the cache when it is read.
 */
final class PointwiseAttention {
    /** Weights that are dealt with together, at most: as many as the second cache holds about, and more than short rows have. */
    private static final int ROOM = 3 << 16;

    private final int room;
    private final RelativeBias bias;
    private final AttentionHead[] heads;
    private final Matrix[] outputs;
    private final Matrix[] outputGradients;
    private final Scratch biasGradients = new Scratch();
    private Timeline timeline;

    /** Declares the layer's tensors P and T. */
    PointwiseAttention(Layout layout, String name, HstuSizes sizes) {
        this(layout, name, sizes, ROOM);
    }

    /** @param room floats that the rows dealt with together take, at most, unless {@link Product#BLOCK} rows take more */
    PointwiseAttention(Layout layout, String name, HstuSizes sizes, int room) {
        this.room = room;
        this.bias = new RelativeBias(layout, name, sizes.maxTokens());
        this.heads = new AttentionHead[sizes.heads()];
        for (int head = 0; head < heads.length; head++) {
            heads[head] = new AttentionHead(sizes.maxTokens());
        }
        this.outputs = Views.create(heads.length);
        this.outputGradients = Views.create(heads.length);
    }

    /**
     * Writes o.
     *
     * @param in L rows: of the tokens that are not done, then of the candidates
     * @param cache keys and values of the tokens that are done; those of the others are added to it
     * @param output L × h·dv
     */
    void forward(Parameters parameters, Timeline time, Projections in, LayerCache cache, Matrix output) {
        timeline = time;
        output.clear();
        Views.heads(outputs, output, 0, output.columns() / heads.length);
        for (int h = 0; h < heads.length; h++) {
            heads[h].begin(time, in.keys[h], in.values[h], cache.head(h));
        }
        int tokens = time.tokenRows();
        int step = rowsAtATime();
        for (int from = 0; from < tokens; from += step) {
            int to = Math.min(tokens, from + step);
            Matrix biases = bias.forward(parameters, time, from, to);
            for (int h = 0; h < heads.length; h++) {
                heads[h].forward(biases, from, to, in.queries[h], outputs[h]);
            }
        }
        if (time.candidates() > 0) {
            Matrix ofAll = bias.forward(parameters, time, tokens, tokens + 1);
            float own = bias.own(parameters);
            for (int h = 0; h < heads.length; h++) {
                heads[h].forwardCandidates(ofAll, own, in.queries[h], in.keys[h], in.values[h], outputs[h]);
            }
        }
    }

    private int rowsAtATime() {
        return Math.max(1, room / timeline.stride() / Product.BLOCK) * Product.BLOCK;
    }

    /**
     * Adds the gradients of the biases to {@code gradients} and those of queries, keys and values to the matrices given.
     * For a forward pass in which no token was done before.
     *
     * @param dOutput d(loss)/do, L × h·dv
     * @param in queries, keys and values as in the forward pass
     * @param d gradients of queries, keys and values, shaped like {@code in}
     */
    void backward(Gradients gradients, Matrix dOutput, Projections in, Projections d) {
        Views.heads(outputGradients, dOutput, 0, dOutput.columns() / heads.length);
        for (int h = 0; h < heads.length; h++) {
            heads[h].beginBackward(in.keys[h], in.values[h]);
        }
        int tokens = timeline.tokenRows();
        int step = rowsAtATime();
        for (int from = 0; from < tokens; from += step) {
            int to = Math.min(tokens, from + step);
            backward(gradients, in, d, from, to, to - from);
        }
        float dOwn = 0;
        if (timeline.candidates() > 0) {
            backward(gradients, in, d, tokens, timeline.rows(), 1);
            for (int h = 0; h < heads.length; h++) {
                dOwn += heads[h].backwardOwn(
                        outputGradients[h],
                        in.queries[h],
                        in.keys[h],
                        in.values[h],
                        d.queries[h],
                        d.keys[h],
                        d.values[h]);
            }
        }
        bias.endBackward(gradients, dOwn);
    }

    private void backward(Gradients gradients, Projections in, Projections d, int from, int to, int biasRows) {
        Matrix dBias = biasGradients.zeros(biasRows, timeline.stride());
        for (int h = 0; h < heads.length; h++) {
            heads[h].backward(dBias, from, to, outputGradients[h], in.queries[h], d.queries[h], d.keys[h], d.values[h]);
        }
        bias.backward(gradients, timeline, dBias, from);
    }
}
