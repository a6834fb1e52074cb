package io.millrace.model.optimizer;

import io.millrace.model.Gradients;
import java.io.Serializable;

/**
 * Clipping by the global norm (Pascanu, Mikolov, Bengio, ICML 2013): a gradient whose Euclidean norm over all tensors is
 * above a limit is scaled down to it, which keeps its direction.
 *
 * @param limit of the norm, above 0; infinite to let every finite gradient pass
 */
public record NormClipping(double limit) implements Serializable {
    /** @throws IllegalArgumentException if the limit is not above 0 */
    public NormClipping {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("a limit of the gradient's norm is above 0, not " + limit);
        }
    }

    /**
     * Scales the gradients down to the limit if they are above it.
     *
     * @return their norm before. If it is not finite they are left as they are, and must not be applied: no scale would
     *     take a NaN out of them
     */
    public double clip(Gradients gradients) {
        double norm = gradients.norm();
        if (norm > limit && Double.isFinite(norm)) {
            gradients.scale((float) (limit / norm));
        }
        return norm;
    }
}
