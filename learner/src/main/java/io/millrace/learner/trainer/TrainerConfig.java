package io.millrace.learner.trainer;

import java.io.Serializable;

/**
 * @param credits most steps in flight: 1 is synchronous, more hides the round trip and bounds staleness
 * @param clipNorm largest Euclidean norm of a step's gradient; longer ones are scaled down to it
 * @param vocabularyCapacity most items kept for negatives and for ranking the next item
 */
public record TrainerConfig(int credits, float clipNorm, int vocabularyCapacity) implements Serializable {
    public TrainerConfig {
        if (credits < 1) {
            throw new IllegalArgumentException("a trainer needs one credit, not " + credits);
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the clipping norm must be positive, not " + clipNorm);
        }
    }
}
