package io.millrace.benchmarks.peers;

import java.util.SortedMap;

/**
 * Time of a sequence of n tokens as {@code linear·n + quadratic·n²}.
 *
 * @param linear nanoseconds that a token takes by itself
 * @param quadratic nanoseconds that it takes for every token of its sequence
 */
record LinearAndQuadratic(double linear, double quadratic) {
    /**
     * Least squares over the times of a token: of those of a whole sequence, the longest would decide alone.
     *
     * @param measured by n, of which there are at least two, nanoseconds a token
     * @throws IllegalArgumentException if there are not
     */
    static LinearAndQuadratic fit(SortedMap<Integer, Double> measured) {
        int count = measured.size();
        if (count < 2) {
            throw new IllegalArgumentException("a line needs two lengths, there are: " + measured.keySet());
        }
        double meanLength =
                measured.keySet().stream().mapToInt(n -> n).average().orElseThrow();
        double meanNanos =
                measured.values().stream().mapToDouble(nanos -> nanos).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (var point : measured.entrySet()) {
            double distance = point.getKey() - meanLength;
            covariance += distance * (point.getValue() - meanNanos);
            variance += distance * distance;
        }
        double quadratic = covariance / variance;
        return new LinearAndQuadratic(meanNanos - quadratic * meanLength, quadratic);
    }

    /** Nanoseconds a token of a sequence of {@code n}. */
    double nanosPerToken(double n) {
        return linear + quadratic * n;
    }
}
