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
 * One head of the attention, some rows at a time: rows of tokens are computed about up to the diagonal; rows of candidates,
 * which are dealt with together, see all tokens, and each itself.
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
    private final Panels packedKeys = new Panels();
    private final Panels packedValues = new Panels();
    private final Panels packedRows = new Panels();
    private final Matrix left = new Matrix();
    private final Matrix right = new Matrix();
    private final Matrix result = new Matrix();
    private final Matrix weight = new Matrix();
    private final Matrix slope = new Matrix();
    private Timeline timeline;
    private int tokens;
    private LayerCache.Head cache;
    private Matrix allWeights;
    private Matrix allSlopes;
    private Matrix ownWeight;
    private Matrix ownSlope;

    /** @param normaliser N */
    AttentionHead(int normaliser) {
        this.scale = (float) (1.0 / normaliser);
    }

    /** Begins a forward pass, see {@link PointwiseAttention#forward}. */
    void begin(Timeline time, Matrix keys, Matrix values, LayerCache.Head done) {
        timeline = time;
        tokens = time.tokenRows();
        cache = done;
        cache.keys().appendColumns(right.asRows(keys, 0, tokens));
        cache.values().appendRows(right.asRows(values, 0, tokens));
        allWeights = weights.matrix(time.rows(), time.history(), time.stride());
        allSlopes = slopes.matrix(time.rows(), time.history(), time.stride());
    }

    /**
     * Adds what rows {@code from} until {@code to} of tokens attend to.
     *
     * @param bias of these rows
     */
    void forward(Matrix bias, int from, int to, Matrix queries, Matrix output) {
        point(from, to);
        for (int row = from; row < to; row++) {
            setScores(row, bias, row - from);
        }
        score(queries, from, cache.keys(), weight);
        activate(from);
        multiply(weight, from, cache.values(), output);
    }

    /**
     * Adds what the candidates attend to.
     *
     * @param bias the row of all of them
     * @param own the bias of a candidate towards itself
     */
    void forwardCandidates(Matrix bias, float own, Matrix queries, Matrix keys, Matrix values, Matrix output) {
        int candidates = timeline.candidates();
        point(tokens, tokens + candidates);
        for (int row = tokens; row < tokens + candidates; row++) {
            setScores(row, bias, 0);
        }
        score(queries, tokens, cache.keys(), weight);
        activate(tokens);
        multiply(weight, tokens, cache.values(), output);

        ownWeight = ownWeights.matrix(candidates, 1);
        ownSlope = ownSlopes.matrix(candidates, 1);
        for (int c = 0; c < candidates; c++) {
            ownWeight.values()[c] = dot(queries, tokens + c, keys, tokens + c) + own;
        }
        KERNELS.silu(ownWeight.values(), 0, ownSlope.values(), 0, candidates, scale);
        addOwn(ownWeight, values, output);
    }

    private void point(int from, int to) {
        weight.asRows(allWeights, from, to);
        slope.asRows(allSlopes, from, to);
    }

    private void setScores(int row, Matrix bias, int biasRow) {
        System.arraycopy(bias.values(), bias.row(biasRow), allWeights.values(), allWeights.row(row), reach(row));
    }

    /** How many tokens a row sees. */
    private int reach(int row) {
        return timeline.reach(Math.min(row, tokens));
    }

    /** Adds the products of rows of {@code source} with the packed columns to {@code scores}, where a row reaches. */
    private void score(Matrix source, int from, Panels columns, Matrix scores) {
        boolean isOfTokens = from < tokens;
        product.add(
                left.asRows(source, from, from + scores.rows()),
                false,
                columns,
                scores,
                isOfTokens ? Shape.LOWER_RESULT : Shape.FULL,
                isOfTokens ? timeline.done() + from : 0);
    }

    /** From scores to weights, in place, with the derivative beside; zero where a block is computed but not seen. */
    private void activate(int from) {
        float[] values = weight.values();
        float[] derivatives = slope.values();
        for (int row = 0; row < weight.rows(); row++) {
            int at = weight.row(row);
            int reach = reach(from + row);
            int end = computed(from + row);
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
        return row < tokens ? wholeVectors(Math.min(reach(row) + Product.BLOCK, timeline.history())) : weight.stride();
    }

    /** Adds {@code factors · panels} to rows of {@code target}. */
    private void multiply(Matrix factors, int from, Panels rows, Matrix target) {
        boolean isOfTokens = from < tokens;
        product.add(
                factors,
                false,
                rows,
                result.asRows(target, from, from + factors.rows()),
                isOfTokens ? Shape.LOWER_FACTOR : Shape.FULL,
                isOfTokens ? timeline.done() + from : 0);
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

    /** Begins a backward pass, see {@link PointwiseAttention#backward}. */
    void beginBackward(Matrix keys, Matrix values) {
        packedKeys.pack(right.asRows(keys, 0, tokens));
        packedValues.packTransposed(right.asRows(values, 0, tokens));
    }

    /**
     * Adds the gradients that come by rows {@code from} until {@code to}, of tokens or all of candidates.
     *
     * @param dBias of these rows, or of the one of all candidates
     */
    void backward(
            Matrix dBias,
            int from,
            int to,
            Matrix dOutput,
            Matrix queries,
            Matrix dQueries,
            Matrix dKeys,
            Matrix dValues) {
        point(from, to);
        Matrix dScore = scoreGradients.matrix(to - from, weight.columns(), weight.stride());
        for (int row = 0; row < dScore.rows(); row++) {
            Arrays.fill(dScore.values(), dScore.row(row), dScore.row(row) + computed(from + row), 0);
        }
        score(dOutput, from, packedValues, dScore);
        for (int row = 0; row < dScore.rows(); row++) {
            int at = dScore.row(row);
            KERNELS.multiply(
                    dScore.values(), at, slope.values(), slope.row(row), dScore.values(), at, computed(from + row));
            int biasRow = Math.min(from + row, tokens) - from;
            KERNELS.add(dScore.values(), at, dBias.values(), dBias.row(biasRow), reach(from + row));
        }
        multiply(dScore, from, packedKeys, dQueries);
        addTransposed(weight, from, dOutput, dValues);
        addTransposed(dScore, from, queries, dKeys);
    }

    /**
     * Adds the gradients that come by what candidates see of themselves.
     *
     * @return d(loss)/d(own)
     */
    float backwardOwn(
            Matrix dOutput, Matrix queries, Matrix keys, Matrix values, Matrix dQueries, Matrix dKeys, Matrix dValues) {
        addOwn(ownWeight, dOutput, dValues);
        float dOwn = 0;
        for (int c = 0; c < timeline.candidates(); c++) {
            ownSlope.values()[c] *= dot(dOutput, tokens + c, values, tokens + c);
            dOwn += ownSlope.values()[c];
        }
        addOwn(ownSlope, keys, dQueries);
        addOwn(ownSlope, queries, dKeys);
        return dOwn;
    }

    /** Adds {@code factorsᵀ · source} to the rows of tokens of {@code target}: those before the factors' rows, then theirs. */
    private void addTransposed(Matrix factors, int from, Matrix source, Matrix target) {
        packedRows.pack(right.asRows(source, from, from + factors.rows()));
        if (from > 0) {
            product.add(
                    left.asColumns(factors, 0, from), true, packedRows, result.asRows(target, 0, from), Shape.FULL, 0);
        }
        if (from < tokens) {
            int to = from + factors.rows();
            product.add(
                    left.asColumns(factors, from, to),
                    true,
                    packedRows,
                    result.asRows(target, from, to),
                    Shape.LOWER_FACTOR,
                    0);
        }
    }

    private static float dot(Matrix a, int aRow, Matrix b, int bRow) {
        return KERNELS.dot(a.values(), a.row(aRow), b.values(), b.row(bRow), a.columns());
    }
}
