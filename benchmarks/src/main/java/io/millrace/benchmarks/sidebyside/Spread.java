package io.millrace.benchmarks.sidebyside;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A figure over the rounds of a run. */
public record Spread(double median, double least, double most) {
    /** @param figure by round, from 0 to {@code rounds} − 1; at least one */
    public static Spread over(int rounds, IntToDoubleFunction figure) {
        double[] sorted = IntStream.range(0, rounds).mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        double median = (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
        return new Spread(median, sorted[0], sorted[rounds - 1]);
    }
}
