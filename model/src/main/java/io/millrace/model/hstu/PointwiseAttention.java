package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.MatrixProduct;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Silu;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import java.util.Arrays;

/**
 * Pointwise aggregated attention of all heads (arXiv 2402.17152, equation 3, in the variant with relative bias): for head
 * g, {@code a_ij = SiLU(Q_i·K_j + P[N−1+j−i] + T[b(q_i − t_j)]) / N} where row i sees j, {@code o_i = Σ_j a_ij V_j}. The
 * biases P and T are shared by the heads.
 *
 * <p>Rows are taken in blocks; a block of history is multiplied only up to its last row, so that about the causal half
 * is computed. Columns that a row does not see hold zeros.
 */
final class PointwiseAttention {
    private static final int BLOCK = 32;

    private final int heads;
    private final int normaliser;
    private final int positionBias;
    private final int timeBias;

    private final MatrixProduct product = new MatrixProduct();
    private final Scratch biases = new Scratch();
    private final Scratch transposed = new Scratch();
    private final Scratch scoreGradients = new Scratch();
    private final Scratch[] weights;
    private final Scratch[] slopes;
    private Timeline timeline;

    PointwiseAttention(Layout layout, String name, ModelConfig.Hstu sizes) {
        this.heads = sizes.heads();
        this.normaliser = sizes.maxTokens();
        this.positionBias = layout.dense(name + ".P", 2 * normaliser - 1, new Distribution.Normal(0.02f));
        this.timeBias = layout.dense(name + ".T", TimeBuckets.COUNT, new Distribution.Normal(0.02f));
        this.weights = scratches(heads);
        this.slopes = scratches(heads);
    }

    private static Scratch[] scratches(int count) {
        Scratch[] scratches = new Scratch[count];
        for (int i = 0; i < count; i++) {
            scratches[i] = new Scratch();
        }
        return scratches;
    }

    /**
     * Adds o to {@code output}.
     *
     * @param queries L × h·dqk, head-major
     * @param keys L × h·dqk
     * @param values L × h·dv
     * @param output L × h·dv
     */
    void forward(Parameters parameters, Timeline time, Matrix queries, Matrix keys, Matrix values, Matrix output) {
        this.timeline = time;
        Matrix bias = biases.zeros(time.rows(), time.columns());
        fillBias(parameters, bias);
        for (int head = 0; head < heads; head++) {
            Matrix score = weights[head].matrix(time.rows(), time.columns());
            score.set(bias);
            score(head(queries, head), head(keys, head), score);
            activate(score, slopes[head].matrix(time.rows(), time.columns()));
            aggregate(score, head(values, head), head(output, head));
        }
    }

    private Matrix head(Matrix all, int head) {
        int width = all.columns() / heads;
        return all.columns(head * width, (head + 1) * width);
    }

    private void fillBias(Parameters parameters, Matrix bias) {
        float[] byDistance = parameters.dense(positionBias);
        float[] byTime = parameters.dense(timeBias);
        for (int row = 0; row < bias.rows(); row++) {
            int position = timeline.position(row);
            int shift = normaliser - 1 - position;
            int at = bias.row(row);
            for (int j = 0; j <= position; j++) {
                bias.values()[at + j] = byDistance[shift + j] + byTime[timeline.bucket(row, j)];
            }
        }
    }

    /** Adds {@code Q·Kᵀ} where it can be seen. */
    private void score(Matrix query, Matrix key, Matrix score) {
        int history = timeline.history();
        Matrix keysByColumn = transposed.matrix(key.columns(), history);
        keysByColumn.setTransposed(key.rows(0, history));
        for (int from = 0; from < score.rows(); from = blockEnd(from)) {
            int to = blockEnd(from);
            int seen = Math.min(to, history);
            Matrix block = score.rows(from, to).columns(0, seen);
            product.add(query.rows(from, to), keysByColumn.columns(0, seen), block);
        }
        for (int row = history; row < score.rows(); row++) {
            score.values()[score.row(row) + history] += dot(query, key, row);
        }
    }

    /** The end of the block that begins at {@code from}; history and candidates share no block. */
    private int blockEnd(int from) {
        int end = from < timeline.history() ? timeline.history() : timeline.rows();
        return Math.min(from + BLOCK, end);
    }

    /** From scores to weights, in place, with the derivative beside; zero where nothing is seen. */
    private void activate(Matrix score, Matrix slope) {
        float scale = (float) (1.0 / normaliser);
        for (int row = 0; row < score.rows(); row++) {
            int seen = timeline.position(row) + 1;
            int at = score.row(row);
            Silu.apply(score.values(), slope.values(), at, seen, scale);
            Arrays.fill(score.values(), at + seen, at + score.columns(), 0);
            Arrays.fill(slope.values(), at + seen, at + score.columns(), 0);
        }
    }

    private void aggregate(Matrix weight, Matrix value, Matrix output) {
        int history = timeline.history();
        for (int from = 0; from < weight.rows(); from = blockEnd(from)) {
            int to = blockEnd(from);
            int seen = Math.min(to, history);
            product.add(weight.rows(from, to).columns(0, seen), value.rows(0, seen), output.rows(from, to));
        }
        for (int row = history; row < weight.rows(); row++) {
            addRow(weight.get(row, history), value, output, row);
        }
    }

    /**
     * Adds the gradients of the biases to {@code gradients} and those of queries, keys and values to the matrices given.
     *
     * @param dOutput d(loss)/do, L × h·dv
     * @param in queries, keys and values as in the forward pass
     * @param d gradients of queries, keys and values, shaped like {@code in}
     */
    void backward(Gradients gradients, Matrix dOutput, Heads in, Heads d) {
        Matrix dBias = biases.zeros(timeline.rows(), timeline.columns());
        for (int head = 0; head < heads; head++) {
            Matrix weight = weights[head].matrix(timeline.rows(), timeline.columns());
            Matrix slope = slopes[head].matrix(timeline.rows(), timeline.columns());
            Matrix dScore = scoreGradients.zeros(timeline.rows(), timeline.columns());
            Matrix dOut = head(dOutput, head);
            score(dOut, head(in.values(), head), dScore);
            scatter(weight, dOut, head(d.values(), head));
            dScore.setProduct(dScore, slope);
            dBias.add(dScore);
            aggregate(dScore, head(in.keys(), head), head(d.queries(), head));
            scatter(dScore, head(in.queries(), head), head(d.keys(), head));
        }
        addBiasGradients(gradients, dBias);
    }

    /** Queries, keys and values of all heads, or their gradients. */
    record Heads(Matrix queries, Matrix keys, Matrix values) {}

    /** The transpose of {@link #aggregate}: row i of the source goes to every row j that i sees, times the weight. */
    private void scatter(Matrix weight, Matrix source, Matrix target) {
        int history = timeline.history();
        for (int from = 0; from < weight.rows(); from = blockEnd(from)) {
            int to = blockEnd(from);
            int seen = Math.min(to, history);
            Matrix block = weight.rows(from, to).columns(0, seen);
            product.addTransposedLeft(block, source.rows(from, to), target.rows(0, seen));
        }
        for (int row = history; row < weight.rows(); row++) {
            addRow(weight.get(row, history), source, target, row);
        }
    }

    private void addBiasGradients(Gradients gradients, Matrix dBias) {
        float[] byDistance = gradients.dense(positionBias);
        float[] byTime = gradients.dense(timeBias);
        for (int row = 0; row < dBias.rows(); row++) {
            int position = timeline.position(row);
            int shift = normaliser - 1 - position;
            int at = dBias.row(row);
            Vectors.add(dBias.values(), at, byDistance, shift, position + 1);
            for (int j = 0; j <= position; j++) {
                byTime[timeline.bucket(row, j)] += dBias.values()[at + j];
            }
        }
    }

    private static float dot(Matrix a, Matrix b, int row) {
        return Vectors.dot(a.values(), a.row(row), b.values(), b.row(row), a.columns());
    }

    private static void addRow(float factor, Matrix source, Matrix target, int row) {
        Vectors.add(factor, source.values(), source.row(row), target.values(), target.row(row), source.columns());
    }
}
