package io.millrace.model.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * AUC of scores that are all at hand, exactly: the probability that a positive is ranked above a negative, ties counting
 * half. The same as the Mann-Whitney statistic with ties at their average rank (Hanley, McNeil, Radiology 1982). What
 * {@link BinaryMetrics} estimates in bounded memory, this computes in O(n log n).
 */
public final class ExactAuc {
    private ExactAuc() {}

    /**
     * @param scores any monotone score: probabilities or logits, also infinite
     * @param positive the labels, in the same order
     * @return empty without a positive or without a negative
     * @throws IllegalArgumentException if a score is NaN or the lengths differ
     */
    public static OptionalDouble of(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(scores.length + " scores, but " + positive.length + " labels");
        }
        double[] positives = sorted(scores, positive, true);
        double[] negatives = sorted(scores, positive, false);
        if (positives.length == 0 || negatives.length == 0) {
            return OptionalDouble.empty();
        }
        long below = 0;
        long notAbove = 0;
        int less = 0;
        int lessOrEqual = 0;
        for (double score : positives) {
            while (less < negatives.length && negatives[less] < score) {
                less++;
            }
            while (lessOrEqual < negatives.length && negatives[lessOrEqual] <= score) {
                lessOrEqual++;
            }
            below += less;
            notAbove += lessOrEqual;
        }
        return OptionalDouble.of(0.5 * (below + notAbove) / ((double) positives.length * negatives.length));
    }

    private static double[] sorted(double[] scores, boolean[] positive, boolean wanted) {
        double[] ofClass = new double[scores.length];
        int size = 0;
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " is NaN");
            }
            if (positive[i] == wanted) {
                ofClass[size++] = scores[i];
            }
        }
        double[] sorted = Arrays.copyOf(ofClass, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
