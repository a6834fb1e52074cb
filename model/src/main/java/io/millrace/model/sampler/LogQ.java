package io.millrace.model.sampler;

/**
 * The logQ correction (Yi et al., "Sampling-bias-corrected neural modeling for large corpus item recommendations",
 * RecSys 2019; for sampled softmax Jean et al., ACL 2015): the logit of a negative that was drawn R times with
 * probability q is lowered by {@code ln(R·q)}, its expected number of draws.
 *
 * <p>The positive is not drawn, it is always there, and keeps its logit. Then {@code e^(positive) + Σ e^(corrected)} over
 * the R negatives, those that are the positive left out, is in expectation the sum over the whole vocabulary.
 */
public final class LogQ {
    private LogQ() {}

    /**
     * What to add to the logit of each of {@code R = logQ.length} negatives.
     *
     * @param logQ {@code ln q} of each negative, natural
     * @param corrections receives {@code −ln(R·q)}; may be the same array
     */
    public static void corrections(float[] logQ, float[] corrections) {
        float logCount = (float) Math.log(logQ.length);
        for (int r = 0; r < logQ.length; r++) {
            corrections[r] = -logQ[r] - logCount;
        }
    }
}
