package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;
import io.millrace.model.sequence.Views;

/**
 * Pointwise aggregated attention of all heads (arXiv 2402.17152, equation 3, in the variant with relative bias): for head
 * g, {@code a_ij = SiLU(Q_i·K_j + P[N−1+j−i] + T[b(q_i − t_j)]) / N} where row i sees j, {@code o_i = Σ_j a_ij V_j}. The
 * biases P and T are shared by the heads.
 */
final class PointwiseAttention {
    private final RelativeBias bias;
    private final AttentionHead[] heads;
    private final Matrix[] outputs;
    private final Matrix[] outputGradients;
    private final Scratch biasGradients = new Scratch();
    private Timeline timeline;
    private Matrix biases;

    /** Declares the layer's tensors P and T. */
    PointwiseAttention(Layout layout, String name, HstuSizes sizes) {
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
        biases = bias.forward(parameters, time);
        Views.heads(outputs, output, 0, output.columns() / heads.length);
        for (int head = 0; head < heads.length; head++) {
            heads[head].forward(
                    time,
                    biases,
                    bias.own(parameters),
                    in.queries[head],
                    in.keys[head],
                    in.values[head],
                    cache.head(head),
                    outputs[head]);
        }
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
        Matrix dBias = biasGradients.zeros(biases.rows(), biases.stride());
        float dOwn = 0;
        for (int head = 0; head < heads.length; head++) {
            dOwn += heads[head].backward(
                    outputGradients[head],
                    in.queries[head],
                    in.keys[head],
                    in.values[head],
                    d.queries[head],
                    d.keys[head],
                    d.values[head],
                    dBias);
        }
        bias.backward(gradients, timeline, dBias, dOwn);
    }
}
