package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.LayerNorm;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/** {@code y = g ⊙ LN(x) + b} over rows, ε = 1e-5, g one and b zero at birth. */
public final class AffineLayerNorm {
    private static final Kernels KERNELS = Kernels.BEST;
    private static final float EPSILON = 1e-5f;

    private final int width;
    private final int gain;
    private final int bias;

    private final LayerNorm norm = new LayerNorm(EPSILON);
    private final Scratch results = new Scratch();
    private final Scratch products = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private Matrix normalised;

    /** Declares the tensors {@code <name>.g} and {@code <name>.b}. */
    public AffineLayerNorm(Layout layout, String name, int width) {
        this.width = width;
        this.gain = layout.vector(name + ".g", width, new Distribution.Constant(1));
        this.bias = layout.vector(name + ".b", width, new Distribution.Constant(0));
    }

    /** y for B rows of {@code width}, valid until the next call. */
    public Matrix forward(Parameters parameters, Matrix x) {
        normalised = norm.forward(x);
        Matrix y = results.matrix(x.rows(), width);
        float[] gains = parameters.dense(gain);
        float[] biases = parameters.dense(bias);
        for (int r = 0; r < x.rows(); r++) {
            KERNELS.affine(normalised.values(), normalised.row(r), gains, biases, y.values(), y.row(r), width);
        }
        return y;
    }

    /** d(loss)/dx from d(loss)/dy, valid until the next call. */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        dy.addRowsTo(gradients.dense(bias));
        float[] gains = parameters.dense(gain);
        float[] dGains = gradients.dense(gain);
        Matrix product = products.matrix(dy.rows(), width);
        for (int r = 0; r < dy.rows(); r++) {
            int from = dy.row(r);
            KERNELS.addProduct(dy.values(), from, normalised.values(), normalised.row(r), dGains, 0, width);
            KERNELS.multiply(dy.values(), from, gains, 0, product.values(), product.row(r), width);
        }
        Matrix dx = inputGradients.zeros(dy.rows(), width);
        norm.backward(product, dx);
        return dx;
    }
}
