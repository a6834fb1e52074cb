package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.LayerNorm;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/** {@code y = g ⊙ LN(x) + b} over rows, ε = 1e-5, g one and b zero at birth. */
public final class AffineLayerNorm {
    private static final float EPSILON = 1e-5f;

    private final int width;
    private final int gain;
    private final int bias;

    private final LayerNorm norm = new LayerNorm(EPSILON);
    private final Scratch results = new Scratch();
    private final Scratch products = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private final Matrix repeated = new Matrix();
    private Matrix normalised;

    /** Declares the tensors {@code <name>.g} and {@code <name>.b}. */
    public AffineLayerNorm(Layout layout, String name, int width) {
        this.width = width;
        this.gain = layout.dense(name + ".g", width, new Distribution.Constant(1));
        this.bias = layout.dense(name + ".b", width, new Distribution.Constant(0));
    }

    /** y for B rows of {@code width}, valid until the next call. */
    public Matrix forward(Parameters parameters, Matrix x) {
        normalised = norm.forward(x);
        Matrix y = results.matrix(x.rows(), width);
        y.setProduct(normalised, eachRow(parameters.dense(gain), x.rows()));
        y.addToEachRow(parameters.dense(bias));
        return y;
    }

    /** d(loss)/dx from d(loss)/dy, valid until the next call. */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        dy.addRowsTo(gradients.dense(bias));
        Matrix product = products.matrix(dy.rows(), width);
        product.setProduct(dy, normalised);
        product.addRowsTo(gradients.dense(gain));
        product.setProduct(dy, eachRow(parameters.dense(gain), dy.rows()));
        Matrix dx = inputGradients.zeros(dy.rows(), width);
        norm.backward(product, dx);
        return dx;
    }

    /** One row seen {@code rows} times. */
    private Matrix eachRow(float[] row, int rows) {
        return repeated.as(row, 0, rows, width, 0);
    }
}
