package io.millrace.model.hstu;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.sequence.LayerCache;
import java.util.Arrays;

/**
 * One head of the attention. Rows of tokens are computed about up to the diagonal. Rows of candidates see all tokens, and each itself.
 */
final class AttentionHead {
    private static final Kernels KERNELS = Kernels.BEST;

    private final float scale;
    private final Product product = KERNELS.newProduct();
    private final Scratch weights = new Scratch();
    private final Scratch slopes = new Scratch();
    private final Scratch scoreGradients = new Scratch();
    private final Scratch ownWeights = new Scratch();
    private final Scratch ownSlopes = new Scratch();
    private final Panels packed = new Panels();
    private final Matrix left = new Matrix();
    private final Matrix right = new Matrix();
    private final Matrix result = new Matrix();
    private Timeline timeline;
    private int tokens;
    private Matrix weight;
    private Matrix slope;
    private Matrix ownWeight;
    private Matrix ownSlope;

    /** @param normaliser N */
    AttentionHead(int normaliser) {
        this.scale = (float) (1.0 / normaliser);
    }

    /** See {@link PointwiseAttention#forward}; {@code own} is the bias of a candidate towards itself. */
    void forward(
            Timeline time,
            Matrix bias,
            float own,
            Matrix queries,
            Matrix keys,
            Matrix values,
            LayerCache.Head cache,
            Matrix output) {
        timeline = time;
        tokens = time.tokenRows();
        cache.keys().appendColumns(right.asRows(keys, 0, tokens));
        cache.values().appendRows(right.asRows(values, 0, tokens));
        weight = weights.matrix(time.rows(), bias.columns(), bias.stride());
        slope = slopes.matrix(time.rows(), bias.columns(), bias.stride());
        score(queries, bias, cache.keys());
        activate();
        ownWeight = ownWeights.matrix(time.candidates(), 1);
        ownSlope = ownSlopes.matrix(time.candidates(), 1);
        for (int c = 0; c < time.candidates(); c++) {
            ownWeight.values()[c] = dot(queries, tokens + c, keys, tokens + c) + own;
        }
        KERNELS.silu(ownWeight.values(), 0, ownSlope.values(), 0, time.candidates(), scale);
        output.clear();
        multiplyWeights(weight, cache.values(), output);
        addOwn(ownWeight, values, output);
    }

    private void score(Matrix queries, Matrix bias, Panels keys) {
        for (int row = 0; row < weight.rows(); row++) {
            int source = Math.min(row, tokens);
            int length = timeline.reach(source);
            System.arraycopy(bias.values(), bias.row(source), weight.values(), weight.row(row), length);
        }
        scoreRows(queries, keys, weight);
    }

    /** Adds the products of rows of {@code source} with the packed columns to {@code scores}, where a row reaches. */
    private void scoreRows(Matrix source, Panels columns, Matrix scores) {
        int all = scores.rows();
        product.add(
                left.asRows(source, 0, tokens),
                false,
                columns,
                result.asRows(scores, 0, tokens),
                Shape.LOWER_RESULT,
                timeline.done());
        product.add(
                left.asRows(source, tokens, all), false, columns, result.asRows(scores, tokens, all), Shape.FULL, 0);
    }

    /** From scores to weights, in place, with the derivative beside; zero where a block is computed but not seen. */
    private void activate() {
        float[] values = weight.values();
        float[] derivatives = slope.values();
        for (int row = 0; row < weight.rows(); row++) {
            int at = weight.row(row);
            int reach = timeline.reach(Math.min(row, tokens));
            int end = computed(row);
            KERNELS.silu(values, at, derivatives, at, wholeVectors(reach), scale);
            Arrays.fill(values, at + reach, at + end, 0);
            Arrays.fill(derivatives, at + reach, at + end, 0);
        }
    }

    private int wholeVectors(int length) {
        return Math.min(weight.stride(), (length + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES);
    }

    /** The end of the columns that a product may read of a row. */
    private int computed(int row) {
        int read = timeline.reach(Math.min(row, tokens)) + Product.BLOCK;
        return row < tokens ? wholeVectors(Math.min(read, timeline.history())) : weight.stride();
    }

    /** Adds {@code weights · panels} to {@code output}. */
    private void multiplyWeights(Matrix factors, Panels rows, Matrix output) {
        int all = factors.rows();
        product.add(
                left.asRows(factors, 0, tokens),
                false,
                rows,
                result.asRows(output, 0, tokens),
                Shape.LOWER_FACTOR,
                timeline.done());
        product.add(left.asRows(factors, tokens, all), false, rows, result.asRows(output, tokens, all), Shape.FULL, 0);
    }

    private void addOwn(Matrix factors, Matrix source, Matrix target) {
        for (int c = 0; c < factors.rows(); c++) {
            KERNELS.addScaled(
                    factors.values()[c],
                    source.values(),
                    source.row(tokens + c),
                    target.values(),
                    target.row(tokens + c),
                    source.columns());
        }
    }

    /**
     * See {@link PointwiseAttention#backward}; adds to {@code dBias}.
     *
     * @return d(loss)/d(own)
     */
    float backward(
            Matrix dOutput,
            Matrix queries,
            Matrix keys,
            Matrix values,
            Matrix dQueries,
            Matrix dKeys,
            Matrix dValues,
            Matrix dBias) {
        Matrix dScore = scoreGradients.matrix(weight.rows(), weight.columns(), weight.stride());
        for (int row = 0; row < dScore.rows(); row++) {
            Arrays.fill(dScore.values(), dScore.row(row), dScore.row(row) + computed(row), 0);
        }
        scoreRows(dOutput, packed.packTransposed(right.asRows(values, 0, tokens)), dScore);
        for (int row = 0; row < dScore.rows(); row++) {
            int at = dScore.row(row);
            KERNELS.multiply(dScore.values(), at, slope.values(), at, dScore.values(), at, computed(row));
            int source = Math.min(row, tokens);
            KERNELS.add(dScore.values(), at, dBias.values(), dBias.row(source), timeline.reach(source));
        }
        addTransposed(weight, dOutput, dValues);
        addOwn(ownWeight, dOutput, dValues);
        float dOwn = 0;
        for (int c = 0; c < timeline.candidates(); c++) {
            ownSlope.values()[c] *= dot(dOutput, tokens + c, values, tokens + c);
            dOwn += ownSlope.values()[c];
        }
        multiplyWeights(dScore, packed.pack(right.asRows(keys, 0, tokens)), dQueries);
        addOwn(ownSlope, keys, dQueries);
        addTransposed(dScore, queries, dKeys);
        addOwn(ownSlope, queries, dKeys);
        return dOwn;
    }

    /** Adds {@code factorsᵀ · source} to the rows of tokens of {@code target}. */
    private void addTransposed(Matrix factors, Matrix source, Matrix target) {
        result.asRows(target, 0, tokens);
        packed.pack(right.asRows(source, 0, tokens));
        product.add(left.asRows(factors, 0, tokens), true, packed, result, Shape.LOWER_FACTOR, 0);
        if (timeline.candidates() > 0) {
            packed.pack(right.asRows(source, tokens, source.rows()));
            product.add(left.asRows(factors, tokens, factors.rows()), true, packed, result, Shape.FULL, 0);
        }
    }

    private static float dot(Matrix a, int aRow, Matrix b, int bRow) {
        return KERNELS.dot(a.values(), a.row(aRow), b.values(), b.row(bRow), a.columns());
    }
}
