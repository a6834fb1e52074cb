package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.hstu.PointwiseAttention.Heads;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.LayerNorm;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.MatrixProduct;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Silu;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/**
 * One layer of HSTU (arXiv 2402.17152, equations 2 to 4, in the variant behind the paper's public tables):
 *
 * <pre>
 * x̂ = LN(x), [U|V|Q|K] = SiLU(x̂ W), o = attention(Q, K, V), y = Dropout(U ⊙ LN(o)) W_oᵀ + b_o + x
 * </pre>
 *
 * <p>W: D × 2h(dv + dqk) without bias, column blocks U, V, Q, K, head-major within a block. W_o: D × h·dv. Both norms
 * without affine part, ε = 1e-6. Unlike the paper's text, scores carry no {@code 1/√d}, and the divisor N is a constant.
 */
public final class HstuLayer {
    private static final float EPSILON = 1e-6f;

    private final int width;
    private final int valueColumns;
    private final int keyColumns;
    private final int input;
    private final int output;
    private final int outputBias;
    private final PointwiseAttention attention;

    private final MatrixProduct product = new MatrixProduct();
    private final LayerNorm inputNorm = new LayerNorm(EPSILON);
    private final LayerNorm attentionNorm = new LayerNorm(EPSILON);
    private final Scratch projections = new Scratch();
    private final Scratch slopes = new Scratch();
    private final Scratch attended = new Scratch();
    private final Scratch gates = new Scratch();
    private final Scratch masks = new Scratch();
    private final Scratch outputs = new Scratch();
    private final Scratch gateGradients = new Scratch();
    private final Scratch normGradients = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private final Scratch inputGradients = new Scratch();

    private Matrix normalised;
    private Matrix projected;
    private Matrix slope;
    private Matrix normalisedAttention;
    private Matrix gated;
    private Matrix mask;

    /** Declares the layer's tensors in {@code layout}: W, Wo, bo, P, T. */
    public HstuLayer(Layout layout, String name, ModelConfig.Hstu sizes) {
        this.width = sizes.width();
        this.valueColumns = sizes.heads() * sizes.valueWidth();
        this.keyColumns = sizes.heads() * sizes.qkWidth();
        int columns = 2 * (valueColumns + keyColumns);
        this.input = layout.dense(name + ".W", width * columns, new Distribution.Normal(0.02f));
        this.output = layout.dense(name + ".Wo", width * valueColumns, Distribution.xavier(valueColumns, width));
        this.outputBias = layout.dense(name + ".bo", width, new Distribution.Constant(0));
        this.attention = new PointwiseAttention(layout, name, sizes);
    }

    /**
     * @param x L × D
     * @param dropout {@link Dropout#NONE} unless training
     * @param stream of the dropout, another one for every layer
     * @return y, L × D, valid until the next call
     */
    public Matrix forward(Parameters parameters, Matrix x, Timeline timeline, Dropout dropout, int stream) {
        int rows = x.rows();
        normalised = inputNorm.forward(x);
        project(parameters, rows);
        Matrix attention = attended.zeros(rows, valueColumns);
        Heads in = heads(projected);
        this.attention.forward(parameters, timeline, in.queries(), in.keys(), in.values(), attention);
        normalisedAttention = attentionNorm.forward(attention);
        gate(dropout, stream);
        Matrix y = outputs.matrix(rows, width);
        y.set(x);
        y.addToEachRow(parameters.dense(outputBias));
        product.addTransposedRight(gated, outputWeights(parameters.dense(output)), y);
        return y;
    }

    private void project(Parameters parameters, int rows) {
        int columns = 2 * (valueColumns + keyColumns);
        projected = projections.zeros(rows, columns);
        product.add(normalised, inputWeights(parameters.dense(input)), projected);
        slope = slopes.matrix(rows, columns);
        Silu.apply(projected.values(), slope.values(), 0, rows * columns, 1);
    }

    private Heads heads(Matrix all) {
        int queries = 2 * valueColumns;
        int keys = queries + keyColumns;
        return new Heads(
                all.columns(queries, keys), all.columns(keys, keys + keyColumns), all.columns(valueColumns, queries));
    }

    private void gate(Dropout dropout, int stream) {
        int rows = projected.rows();
        gated = gates.matrix(rows, valueColumns);
        gated.setProduct(projected.columns(0, valueColumns), normalisedAttention);
        mask = null;
        if (dropout.isActive()) {
            mask = masks.matrix(rows, valueColumns);
            dropout.draw(stream, mask);
            gated.setProduct(gated, mask);
        }
    }

    /**
     * Adds the gradients of the layer's tensors to {@code gradients}; to be called once after a forward pass.
     *
     * @param dy d(loss)/dy, L × D
     * @return d(loss)/dx, L × D, valid until the next call
     */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        int rows = dy.rows();
        Matrix dAttention = gateBackward(parameters, gradients, dy);
        Matrix dProjected = projectionGradients.matrix(rows, projected.columns());
        dProjected.columns(valueColumns, dProjected.columns()).clear();
        dProjected.columns(0, valueColumns).setProduct(gateGradients.matrix(rows, valueColumns), normalisedAttention);
        attention.backward(gradients, dAttention, heads(projected), heads(dProjected));
        dProjected.setProduct(dProjected, slope);

        product.addTransposedLeft(normalised, dProjected, inputWeights(gradients.dense(input)));
        Matrix dNormalised = normGradients.zeros(rows, width);
        product.addTransposedRight(dProjected, inputWeights(parameters.dense(input)), dNormalised);
        Matrix dx = inputGradients.matrix(rows, width);
        dx.set(dy);
        inputNorm.backward(dNormalised, dx);
        return dx;
    }

    /** From dy to d(loss)/do; leaves the gradient of the gated product, after dropout, in its scratch. */
    private Matrix gateBackward(Parameters parameters, Gradients gradients, Matrix dy) {
        int rows = dy.rows();
        dy.addRowsTo(gradients.dense(outputBias));
        product.addTransposedLeft(dy, gated, outputWeights(gradients.dense(output)));
        Matrix dGated = gateGradients.zeros(rows, valueColumns);
        product.add(dy, outputWeights(parameters.dense(output)), dGated);
        if (mask != null) {
            dGated.setProduct(dGated, mask);
        }
        Matrix dNormalised = normGradients.matrix(rows, valueColumns);
        dNormalised.setProduct(dGated, projected.columns(0, valueColumns));
        Matrix dAttention = attended.zeros(rows, valueColumns);
        attentionNorm.backward(dNormalised, dAttention);
        return dAttention;
    }

    private Matrix inputWeights(float[] tensor) {
        return Matrix.of(tensor, width, 2 * (valueColumns + keyColumns));
    }

    private Matrix outputWeights(float[] tensor) {
        return Matrix.of(tensor, width, valueColumns);
    }
}
