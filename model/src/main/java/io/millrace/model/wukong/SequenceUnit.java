package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.LayerNorm;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.Linear;
import io.millrace.model.row.Layout;

/** What crosses from HSTU: a vector of width D, normalised without affine part, then made one or more units by a linear. */
final class SequenceUnit {
    private static final float EPSILON = 1e-5f;

    private final LayerNorm norm = new LayerNorm(EPSILON);
    private final Linear linear;
    private final Scratch inputGradients = new Scratch();

    /** Declares the tensors {@code <name>.W} and {@code <name>.b}. */
    SequenceUnit(Layout layout, String name, int inputs, int outputs) {
        this.linear = new Linear(layout, name + ".W", name + ".b", inputs, outputs);
    }

    Matrix forward(Parameters parameters, Matrix x) {
        return linear.forward(parameters, norm.forward(x));
    }

    /** d(loss)/dx, valid until the next call. */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        Matrix dNormalised = linear.backward(parameters, gradients, dy);
        Matrix dx = inputGradients.zeros(dNormalised.rows(), dNormalised.columns());
        norm.backward(dNormalised, dx);
        return dx;
    }
}
