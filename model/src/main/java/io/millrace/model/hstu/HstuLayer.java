package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.LayerNorm;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;

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
    private static final Kernels KERNELS = Kernels.BEST;
    private static final float EPSILON = 1e-6f;

    private final HstuSizes sizes;
    private final int width;
    private final int valueColumns;
    private final DenseMatrix input;
    private final DenseMatrix output;
    private final int outputBias;
    private final PointwiseAttention attention;

    private final LayerNorm inputNorm = new LayerNorm(EPSILON);
    private final LayerNorm attentionNorm = new LayerNorm(EPSILON);
    private final Scratch projections = new Scratch();
    private final Scratch slopes = new Scratch();
    private final Scratch attended = new Scratch();
    private final Scratch gates = new Scratch();
    private final Scratch outputs = new Scratch();
    private final Scratch gateGradients = new Scratch();
    private final Scratch normGradients = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private final Projections in;
    private final Projections gradient;

    private Matrix normalised;
    private Matrix projected;
    private Matrix slope;
    private Matrix normalisedAttention;
    private Matrix gated;
    private Dropout dropout = Dropout.NONE;
    private int stream;

    /** Declares the layer's tensors in {@code layout}: W, Wo, bo, P, T. */
    public HstuLayer(Layout layout, String name, HstuSizes sizes) {
        this.sizes = sizes;
        this.width = sizes.width();
        this.valueColumns = sizes.heads() * sizes.valueWidth();
        this.in = new Projections(sizes);
        this.gradient = new Projections(sizes);
        this.input = new DenseMatrix(layout, name + ".W", width, in.columns(), new Distribution.Normal(0.02f));
        Distribution xavier = Distribution.xavier(valueColumns, width);
        this.output = new DenseMatrix(layout, name + ".Wo", width, valueColumns, xavier);
        this.outputBias = layout.vector(name + ".bo", width, new Distribution.Constant(0));
        this.attention = new PointwiseAttention(layout, name, sizes);
    }

    /** An empty cache of this layer's size. */
    LayerCache newCache() {
        return new LayerCache(sizes);
    }

    /**
     * @param x L × D: the tokens that are not done, then the candidates
     * @param cache of the tokens that are done; the others are added to it
     * @param drop {@link Dropout#NONE} unless training
     * @param dropoutStream of the dropout, another one for every layer
     * @return y, L × D, valid until the next call
     */
    Matrix forward(
            Parameters parameters, Matrix x, Timeline timeline, LayerCache cache, Dropout drop, int dropoutStream) {
        int rows = x.rows();
        normalised = inputNorm.forward(x);
        project(parameters, rows);
        Matrix attention = attended.matrix(rows, valueColumns);
        this.attention.forward(parameters, timeline, in.of(projected), cache, attention);
        normalisedAttention = attentionNorm.forward(attention);
        dropout = drop;
        stream = dropoutStream;
        gate();
        Matrix y = outputs.matrix(rows, width);
        y.set(x);
        y.addToEachRow(parameters.dense(outputBias));
        output.multiplyTransposed(parameters, gated, y);
        return y;
    }

    private void project(Parameters parameters, int rows) {
        int columns = in.columns();
        projected = projections.zeros(rows, columns);
        input.multiply(parameters, normalised, projected);
        slope = slopes.matrix(rows, columns);
        KERNELS.silu(projected.values(), 0, slope.values(), 0, rows * columns, 1);
    }

    private void gate() {
        int rows = projected.rows();
        gated = gates.matrix(rows, valueColumns);
        gated.setProduct(in.gates, normalisedAttention);
        dropout.apply(stream, gated);
    }

    /**
     * Adds the gradients of the layer's tensors to {@code gradients}; to be called once after a forward pass in which no
     * token was done before.
     *
     * @param dy d(loss)/dy, L × D
     * @return d(loss)/dx, L × D, valid until the next call
     */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        int rows = dy.rows();
        Matrix dAttention = gateBackward(parameters, gradients, dy);
        Matrix dProjected = projectionGradients.zeros(rows, projected.columns());
        gradient.of(dProjected);
        gradient.gates.setProduct(gateGradients.matrix(rows, valueColumns), normalisedAttention);
        attention.backward(gradients, dAttention, in, gradient);
        dProjected.setProduct(dProjected, slope);

        input.addGradient(gradients, normalised, dProjected);
        Matrix dNormalised = normGradients.zeros(rows, width);
        input.multiplyTransposed(parameters, dProjected, dNormalised);
        Matrix dx = inputGradients.matrix(rows, width);
        dx.set(dy);
        inputNorm.backward(dNormalised, dx);
        return dx;
    }

    /** From dy to d(loss)/do; leaves the gradient of the gated product, after dropout, in its scratch. */
    private Matrix gateBackward(Parameters parameters, Gradients gradients, Matrix dy) {
        int rows = dy.rows();
        dy.addRowsTo(gradients.dense(outputBias));
        output.addGradient(gradients, dy, gated);
        Matrix dGated = gateGradients.zeros(rows, valueColumns);
        output.multiply(parameters, dy, dGated);
        dropout.apply(stream, dGated);
        Matrix dNormalised = normGradients.matrix(rows, valueColumns);
        dNormalised.setProduct(dGated, in.gates);
        Matrix dAttention = attended.zeros(rows, valueColumns);
        attentionNorm.backward(dNormalised, dAttention);
        return dAttention;
    }
}
