package io.millrace.pipeline.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Compares how often something happens with how often it should, apart for every tenth of probability. */
final class Frequencies {
    private static final int BINS = 10;

    private final double[] expected = new double[BINS];
    private final double[] variance = new double[BINS];
    private final long[] happened = new long[BINS];
    private long count;

    void add(double probability, boolean happens) {
        int bin = (int) (probability * BINS);
        expected[bin] += probability;
        variance[bin] += probability * (1 - probability);
        happened[bin] += happens ? 1 : 0;
        count++;
    }

    double rate() {
        long sum = 0;
        for (long each : happened) {
            sum += each;
        }
        return sum / (double) count;
    }

    /** Four standard deviations of a sum of Bernoulli variables. */
    void assertWithinNoise() {
        for (int bin = 0; bin < BINS; bin++) {
            assertThat((double) happened[bin])
                    .as("of probability %d/%d and up", bin, BINS)
                    .isCloseTo(expected[bin], within(4 * Math.sqrt(variance[bin]) + 1));
        }
    }
}
