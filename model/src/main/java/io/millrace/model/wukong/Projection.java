package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;

/** Y, u × k: what a factorisation machine projects its interactions with, to keep k of u of them. */
interface Projection {
    /** Makes the Y of every request of {@code x}, B × u·d. */
    void forward(Parameters parameters, Matrix x);

    /** Y of a request, packed; valid until the next call. */
    Panels packed(Parameters parameters, int request);

    /** Y of a request; valid until the next call. */
    Matrix weights(Parameters parameters, int request);

    /** Where the gradient of a request's Y is added up; valid until the next call. */
    Matrix gradient(Gradients gradients, int request);

    /** When the gradients of all Y are complete: adds those of the tensors behind them, and those of the input to {@code dx}. */
    void backward(Parameters parameters, Gradients gradients, Matrix x, Matrix dx);
}
