package io.millrace.model.interaction;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;

/** From the units of a request to one logit per task. Not thread-safe. */
public interface InteractionModel {
    /**
     * @param x B × u·d; kept for the backward pass, not copied
     * @return logits, B × tasks, valid until the next call
     */
    Matrix forward(Parameters parameters, Matrix x);

    /**
     * @param dLogits d(loss)/d(logits), B × tasks
     * @return d(loss)/dx, B × u·d, valid until the next call
     */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits);
}
