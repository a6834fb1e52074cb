package io.millrace.model.loss;

import java.util.Arrays;
import java.util.Locale;

/**
 * When a clicked exposure is learnt from, although its conversion may still come, and with which weight (MATH §6).
 *
 * <p>Whoever does not wait sees some exposures twice: as a negative first, as a positive when the conversion comes. The
 * weights are the ratio of the true to the observed distribution of labels, so that in expectation over what is observed
 * of one exposure the gradient of the weighted cross-entropy in the logit vanishes at f = p. They are constants to the
 * loss: no gradient passes through them.
 */
public enum DelayedConversion {
    /** One label, when the attribution window ends: exact and stale. Every weight is 1. */
    WAIT {
        @Override
        public double weight(boolean converted, double probability, double delayed, double realNegative) {
            return 1;
        }
    },

    /**
     * Fake negative weighted (Ktena et al., "Addressing delayed feedback for continuous training with neural networks in
     * CTR prediction", RecSys 2019, arXiv 1907.06558): a negative at once, a positive at the conversion. With f the
     * model's own probability a positive weighs {@code 1 + f}, a negative {@code (1 − f)(1 + f)}.
     */
    FNW {
        @Override
        public double weight(boolean converted, double probability, double delayed, double realNegative) {
            double f = probability("probability", probability);
            return converted ? 1 + f : (1 - f) * (1 + f);
        }
    },

    /**
     * Elapsed-time sampling (Yang et al., "Capturing delayed feedback in conversion rate prediction via elapsed-time
     * sampling", AAAI 2021, arXiv 2012.03245): at the end of a short window a positive or a negative, and a positive at
     * a conversion after it. A positive weighs {@code 1 + p_dp}, a negative {@code (1 + p_dp)·p_rn}, of two auxiliary
     * heads that learn from {@link ConversionTiming}. Without a window, p_dp = p and p_rn = 1 − p, it is {@link #FNW}.
     */
    ES_DFM {
        @Override
        public double weight(boolean converted, double probability, double delayed, double realNegative) {
            double positive = 1 + probability("p_dp", delayed);
            return converted ? positive : positive * probability("p_rn", realNegative);
        }
    };

    /**
     * The weight of an observation in the loss: finite, from 0 to 2. What a policy does not use, it does not look at.
     *
     * @param converted the label as it is known at the time of learning
     * @param probability f, the probability of a conversion that the model gave to this exposure
     * @param delayed p_dp, the probability of a conversion after the short window
     * @param realNegative p_rn, the probability that an exposure without a conversion in the short window never converts
     * @throws IllegalArgumentException if a number that the policy uses is not in [0, 1]
     */
    public abstract double weight(boolean converted, double probability, double delayed, double realNegative);

    private static double probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not a probability: " + value);
        }
        return value;
    }

    /** As written in a configuration: {@code wait}, {@code fnw} or {@code es-dfm}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if no policy is written so */
    public static DelayedConversion parse(String text) {
        for (DelayedConversion policy : values()) {
            if (policy.text().equals(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is none of "
                + Arrays.stream(values()).map(DelayedConversion::text).toList());
    }
}
