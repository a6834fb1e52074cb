package io.millrace.learner.trainer;

import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.model.sampling.UnigramSampler;
import java.io.Serializable;

/**
 * @param credits most steps in flight: 1 is synchronous, more hides the round trip and bounds staleness
 * @param clipping of a step's gradient
 * @param vocabularyCapacity most items kept for negatives and for ranking the next item
 * @param sampling by what negatives are drawn
 * @param samplingPower of the unigram sampling, in [0, 1]
 */
public record TrainerConfig(
        int credits, NormClipping clipping, int vocabularyCapacity, Sampling sampling, double samplingPower)
        implements Serializable {
    public TrainerConfig {
        if (credits < 1) {
            throw new IllegalArgumentException("a trainer needs one credit, not " + credits);
        }
        UnigramSampler.requirePower(samplingPower);
    }
}
