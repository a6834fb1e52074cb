package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/** {@code y = x Wᵀ + b}, with W: outputs × inputs (Xavier) and b: outputs (zero at birth). */
public final class Linear {
    private final int inputs;
    private final int outputs;
    private final DenseMatrix weights;
    private final int bias;

    private final Scratch results = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private Matrix input;

    /** Declares W and b under the names given. */
    public Linear(Layout layout, String weightName, String biasName, int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new DenseMatrix(layout, weightName, outputs, inputs, Distribution.xavier(inputs, outputs));
        this.bias = layout.vector(biasName, outputs, new Distribution.Constant(0));
    }

    /**
     * @param x B × inputs; kept for the backward pass, not copied
     * @return y, B × outputs, valid until the next call
     */
    public Matrix forward(Parameters parameters, Matrix x) {
        input = x;
        Matrix y = results.matrix(x.rows(), outputs);
        y.setEachRow(parameters.dense(bias));
        weights.multiplyTransposed(parameters, x, y);
        return y;
    }

    /**
     * @param dy d(loss)/dy, B × outputs
     * @return d(loss)/dx, B × inputs, valid until the next call
     */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        dy.addRowsTo(gradients.dense(bias));
        weights.addGradient(gradients, dy, input);
        Matrix dx = inputGradients.zeros(dy.rows(), inputs);
        weights.multiply(parameters, dy, dx);
        return dx;
    }
}
