package io.millrace.learner.trainer;

import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.model.sampling.UnigramSampler;
import java.io.Serializable;

/**
 * @param staleness how old the weights may be that a step reads
 * @param clipping of a step's gradient
 * @param vocabularyCapacity most items kept for negatives and for ranking the next item
 * @param sampling by what negatives are drawn
 * @param samplingPower of the unigram sampling, in [0, 1]
 */
public record TrainerConfig(
        StalenessBounds staleness,
        NormClipping clipping,
        int vocabularyCapacity,
        Sampling sampling,
        double samplingPower)
        implements Serializable {
    public TrainerConfig {
        UnigramSampler.requirePower(samplingPower);
    }

    /** With dense tensors pulled and pushed at every step. */
    public TrainerConfig(
            int credits, NormClipping clipping, int vocabularyCapacity, Sampling sampling, double samplingPower) {
        this(StalenessBounds.ofCredits(credits), clipping, vocabularyCapacity, sampling, samplingPower);
    }
}
