package io.millrace.model.loss;

/**
 * What came of a clicked exposure, known when its attribution window has ended; the labels of the two auxiliary heads
 * that {@link DelayedConversion#ES_DFM} takes its weights from (Yang et al., AAAI 2021, arXiv 2012.03245).
 *
 * <p>Both heads learn by binary cross-entropy, and only from exposures whose window has ended: a delayed conversion is
 * known before that no conversion is, and a head that learnt from each as it comes would see too many of the former.
 */
public enum ConversionTiming {
    /** A conversion within the short window. */
    PROMPT,
    /** A conversion after the short window and within the attribution window. */
    DELAYED,
    /** No conversion within the attribution window. */
    NEVER;

    /** Label of the head for p_dp, {@code P(DELAYED)}, which every exposure teaches: 1 for a delayed conversion. */
    public float delayedLabel() {
        return this == DELAYED ? 1 : 0;
    }

    /** Label of the head for p_rn, {@code P(NEVER | not PROMPT)}: 1 if there is no conversion. */
    public float realNegativeLabel() {
        return this == NEVER ? 1 : 0;
    }

    /** Weight of that label: 0 for a prompt conversion, which was never seen as a negative, 1 otherwise. */
    public float realNegativeWeight() {
        return this == PROMPT ? 0 : 1;
    }
}
