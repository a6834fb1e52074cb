package io.millrace.learner.trainer;

import io.millrace.model.optimizer.NormClipping;
import java.io.Serializable;

/**
 * @param credits most steps in flight: 1 is synchronous, more hides the round trip and bounds staleness
 * @param clipping of a step's gradient
 * @param vocabularyCapacity most items kept for negatives and for ranking the next item
 */
public record TrainerConfig(int credits, NormClipping clipping, int vocabularyCapacity) implements Serializable {
    public TrainerConfig {
        if (credits < 1) {
            throw new IllegalArgumentException("a trainer needs one credit, not " + credits);
        }
    }
}
