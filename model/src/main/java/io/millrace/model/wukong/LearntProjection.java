package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/** A Y that all requests share: a tensor. */
final class LearntProjection implements Projection {
    private final DenseMatrix y;

    /** Declares the tensor {@code <name>.Y}. */
    LearntProjection(Layout layout, String name, int units, int rank) {
        this.y = new DenseMatrix(layout, name + ".Y", units, rank, Distribution.xavier(units, rank));
    }

    @Override
    public void forward(Parameters parameters, Matrix x) {
        // There is nothing of a request in it.
    }

    @Override
    public Panels packed(Parameters parameters, int request) {
        return y.packed(parameters);
    }

    @Override
    public Matrix weights(Parameters parameters, int request) {
        return y.weights(parameters);
    }

    @Override
    public Matrix gradient(Gradients gradients, int request) {
        return y.gradient(gradients);
    }

    @Override
    public void backward(Parameters parameters, Gradients gradients, Matrix x, Matrix dx) {
        // The gradients went to the tensor as they came.
    }
}
