package io.millrace.model.sasrec;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;
import io.millrace.model.sequence.Views;

/**
 * Causal multi-head self-attention (Vaswani et al., 2017, arXiv 1706.03762, section 3.2): {@code [V|Q|K] = x W}, a {@link
 * SoftmaxHead} for each head, {@code y = concat(o) W_oᵀ}. W: D × h(dv + 2·dqk), column blocks head-major; W_o: D × h·dv;
 * neither has a bias, as in SASRec.
 */
final class SelfAttention {
    private final int width;
    private final int keyWidth;
    private final int valueWidth;
    private final DenseMatrix input;
    private final DenseMatrix output;
    private final SoftmaxHead[] heads;

    private final Scratch projections = new Scratch();
    private final Scratch attended = new Scratch();
    private final Scratch results = new Scratch();
    private final Scratch attendedGradients = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private final Columns in;
    private final Columns gradient;
    private final Matrix[] outputs;
    private Matrix x;
    private Matrix concatenated;

    /** Values, queries and keys in the columns of a projection: views, head by head. */
    private final class Columns {
        private final Matrix[] values = Views.create(heads.length);
        private final Matrix[] queries = Views.create(heads.length);
        private final Matrix[] keys = Views.create(heads.length);

        private void of(Matrix all) {
            int valueColumns = heads.length * valueWidth;
            Views.heads(values, all, 0, valueWidth);
            Views.heads(queries, all, valueColumns, keyWidth);
            Views.heads(keys, all, valueColumns + heads.length * keyWidth, keyWidth);
        }
    }

    /** Declares the tensors {@code <name>.W} and {@code <name>.Wo}. */
    SelfAttention(Layout layout, String name, HstuSizes sizes) {
        this.width = sizes.width();
        this.keyWidth = sizes.qkWidth();
        this.valueWidth = sizes.valueWidth();
        this.heads = new SoftmaxHead[sizes.heads()];
        for (int head = 0; head < heads.length; head++) {
            heads[head] = new SoftmaxHead(keyWidth);
        }
        int valueColumns = heads.length * valueWidth;
        this.input = new DenseMatrix(layout, name + ".W", width, columns(), Distribution.xavier(width, columns()));
        this.output =
                new DenseMatrix(layout, name + ".Wo", width, valueColumns, Distribution.xavier(valueColumns, width));
        this.in = new Columns();
        this.gradient = new Columns();
        this.outputs = Views.create(heads.length);
    }

    /**
     * @param rows L × D: the tokens that are not done, then the candidates; kept for the backward pass, not copied
     * @param history H
     * @param done how many tokens at the beginning have no rows
     * @param cache of the tokens that are done; the others are added to it
     * @return y, L × D, valid until the next call
     */
    Matrix forward(Parameters parameters, Matrix rows, int history, int done, LayerCache cache) {
        x = rows;
        Matrix projected = projections.zeros(x.rows(), columns());
        input.multiply(parameters, x, projected);
        in.of(projected);
        concatenated = attended.matrix(x.rows(), heads.length * valueWidth);
        Views.heads(outputs, concatenated, 0, valueWidth);
        for (int head = 0; head < heads.length; head++) {
            heads[head].forward(
                    history, done, in.queries[head], in.keys[head], in.values[head], cache.head(head), outputs[head]);
        }
        Matrix y = results.zeros(x.rows(), width);
        output.multiplyTransposed(parameters, concatenated, y);
        return y;
    }

    private int columns() {
        return heads.length * (valueWidth + 2 * keyWidth);
    }

    /**
     * Adds the gradients of both tensors; for a forward pass with neither candidates nor tokens that were done.
     *
     * @param dy d(loss)/dy, H × D
     * @return d(loss)/dx, H × D, valid until the next call
     */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        output.addGradient(gradients, dy, concatenated);
        Matrix dConcatenated = attendedGradients.zeros(dy.rows(), concatenated.columns());
        output.multiply(parameters, dy, dConcatenated);
        Views.heads(outputs, dConcatenated, 0, valueWidth);
        Matrix dProjected = projectionGradients.zeros(dy.rows(), columns());
        gradient.of(dProjected);
        for (int head = 0; head < heads.length; head++) {
            heads[head].backward(
                    outputs[head],
                    in.queries[head],
                    in.keys[head],
                    in.values[head],
                    gradient.queries[head],
                    gradient.keys[head],
                    gradient.values[head]);
        }
        input.addGradient(gradients, x, dProjected);
        Matrix dx = inputGradients.zeros(dy.rows(), width);
        input.multiplyTransposed(parameters, dProjected, dx);
        return dx;
    }
}
