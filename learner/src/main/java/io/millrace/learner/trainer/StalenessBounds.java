package io.millrace.learner.trainer;

import java.io.Serializable;

/**
 * How old the weights may be that a gradient is computed from. One trainer's own updates are behind by its credits, those of
 * others by as many as they make in a round trip; nobody waits for anybody, or checkpoints could not align.
 *
 * @param credits most steps in flight: 1 is synchronous, more hides the round trip, {@link #UNBOUNDED} leaves it to the
 *     memory that the steps in flight take
 * @param denseSteps steps whose gradients of dense tensors are pushed together, as their mean, and for which the tensors
 *     are pulled once
 * @param denseMillis time after which the dense tensors are pulled again before that
 */
public record StalenessBounds(int credits, int denseSteps, long denseMillis) implements Serializable {
    /** Of credits: free-running. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public StalenessBounds {
        if (credits < 1) {
            throw new IllegalArgumentException("a trainer needs one credit, not " + credits);
        }
        if (denseSteps < 1) {
            throw new IllegalArgumentException("dense tensors are pulled every step at most, not every " + denseSteps);
        }
        if (denseMillis < 0) {
            throw new IllegalArgumentException("dense tensors cannot be pulled after " + denseMillis + " ms");
        }
    }

    /** With dense tensors pulled and pushed at every step. */
    public static StalenessBounds ofCredits(int credits) {
        return new StalenessBounds(credits, 1, Long.MAX_VALUE);
    }
}
