package io.millrace.model.sasrec;

import io.millrace.model.kernel.Exponential;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.sequence.LayerCache;
import java.util.Arrays;

/**
 * One head of scaled dot-product attention: {@code a_i = softmax_j(Q_i·K_j / √dqk)} over the tokens that row i sees, {@code
 * o_i = Σ_j a_ij V_j}. The row of a token sees that token and those before it, the row of a candidate all tokens and itself.
 * Only the causal half is computed about, a few rows at a time.
 */
final class SoftmaxHead {
    private static final Kernels KERNELS = Kernels.BEST;

    private final float scale;
    private final Product product = KERNELS.newProduct();
    private final Scratch weights = new Scratch();
    private final Scratch scoreGradients = new Scratch();
    private final Panels packed = new Panels();
    private final Matrix left = new Matrix();
    private final Matrix right = new Matrix();
    private final Matrix result = new Matrix();
    private Matrix weight;

    /** @param keyWidth dqk */
    SoftmaxHead(int keyWidth) {
        this.scale = (float) (1 / Math.sqrt(keyWidth));
    }

    /**
     * Writes o.
     *
     * @param history H
     * @param done how many tokens at the beginning have no rows here, but keys and values in the cache
     * @param queries of the other tokens, then of the candidates; {@code keys}, {@code values} and {@code output} likewise
     * @param cache of the tokens that are done; the others are added to it
     */
    void forward(
            int history, int done, Matrix queries, Matrix keys, Matrix values, LayerCache.Head cache, Matrix output) {
        int tokens = history - done;
        int rows = queries.rows();
        cache.keys().appendColumns(right.asRows(keys, 0, tokens));
        cache.values().appendRows(right.asRows(values, 0, tokens));
        weight = weights.zeros(rows, wholePanels(history));
        score(queries, cache.keys(), tokens, done);
        output.clear();
        for (int row = 0; row < tokens; row++) {
            weigh(row, done + row + 1, Float.NEGATIVE_INFINITY);
        }
        for (int row = tokens; row < rows; row++) {
            float own = weigh(row, history, scale * dot(queries, keys, row));
            KERNELS.addScaled(
                    own, values.values(), values.row(row), output.values(), output.row(row), values.columns());
        }
        left.asRows(weight, 0, tokens);
        product.add(left, false, cache.values(), result.asRows(output, 0, tokens), Shape.LOWER_FACTOR, done);
        left.asRows(weight, tokens, rows);
        product.add(left, false, cache.values(), result.asRows(output, tokens, rows), Shape.FULL, 0);
    }

    private void score(Matrix queries, Panels keys, int tokens, int done) {
        int rows = queries.rows();
        left.asRows(queries, 0, tokens);
        product.add(left, false, keys, result.asRows(weight, 0, tokens), Shape.LOWER_RESULT, done);
        left.asRows(queries, tokens, rows);
        product.add(left, false, keys, result.asRows(weight, tokens, rows), Shape.FULL, 0);
    }

    /**
     * From products to weights, in place, and zero where the row does not see.
     *
     * @param own a further score, of the row towards itself; negative infinity for none
     * @return its weight
     */
    private float weigh(int row, int reach, float own) {
        float[] values = weight.values();
        int at = weight.row(row);
        KERNELS.scale(scale, values, at, reach);
        float largest = Math.max(own, KERNELS.max(values, at, reach));
        KERNELS.exp(values, at, reach, largest);
        float ofOwn = Exponential.of(own - largest);
        float total = ofOwn + KERNELS.sum(values, at, reach);
        KERNELS.scale(1 / total, values, at, reach);
        Arrays.fill(values, at + reach, at + weight.stride(), 0);
        return ofOwn / total;
    }

    /**
     * Adds the gradients of queries, keys and values, for a forward pass with neither candidates nor tokens that were done:
     * {@code dS_ij = a_ij (dO_i·V_j − Σ_l a_il dO_i·V_l)}.
     *
     * @param dOutput d(loss)/do, H × dv
     */
    void backward(
            Matrix dOutput, Matrix queries, Matrix keys, Matrix values, Matrix dQueries, Matrix dKeys, Matrix dValues) {
        Matrix dScore = scoreGradients.zeros(weight.rows(), weight.columns());
        product.add(dOutput, false, packed.packTransposed(values), dScore, Shape.LOWER_RESULT, 0);
        for (int row = 0; row < dScore.rows(); row++) {
            weighBackward(dScore, row, row + 1);
        }
        product.add(weight, true, packed.pack(dOutput), dValues, Shape.LOWER_FACTOR, 0);
        product.add(dScore, false, packed.pack(keys), dQueries, Shape.LOWER_FACTOR, 0);
        product.add(dScore, true, packed.pack(queries), dKeys, Shape.LOWER_FACTOR, 0);
    }

    private void weighBackward(Matrix dScore, int row, int reach) {
        float[] d = dScore.values();
        int to = dScore.row(row);
        float[] values = weight.values();
        int at = weight.row(row);
        float mean = KERNELS.dot(values, at, d, to, reach);
        KERNELS.multiply(values, at, d, to, d, to, reach);
        KERNELS.addScaled(-mean, values, at, d, to, reach);
        KERNELS.scale(scale, d, to, reach);
        Arrays.fill(d, to + reach, to + dScore.stride(), 0);
    }

    private static int wholePanels(int columns) {
        return (columns + Panels.WIDTH - 1) / Panels.WIDTH * Panels.WIDTH;
    }

    private static float dot(Matrix a, Matrix b, int row) {
        return KERNELS.dot(a.values(), a.row(row), b.values(), b.row(row), a.columns());
    }
}
