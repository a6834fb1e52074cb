package io.millrace.model.loss;

/** Binary cross-entropy on logits, {@code −y·ln p − (1−y)·ln(1−p)} with {@code p = σ(z)}, in forms that do not overflow. */
public final class BinaryCrossEntropy {
    private BinaryCrossEntropy() {}

    /** {@code max(z, 0) − yz + ln(1 + e^{−|z|})}. */
    public static double loss(double logit, double label) {
        return Math.max(logit, 0) - label * logit + Math.log1p(Math.exp(-Math.abs(logit)));
    }

    /** d(loss)/dz = p − y. */
    public static double gradient(double logit, double label) {
        return probability(logit) - label;
    }

    /** σ(z). */
    public static double probability(double logit) {
        double e = Math.exp(-Math.abs(logit));
        return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
