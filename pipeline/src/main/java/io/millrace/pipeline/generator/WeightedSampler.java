package io.millrace.pipeline.generator;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws an index with a probability proportional to its weight. */
public final class WeightedSampler {
    private final double[] upTo;

    /** @param weights positive */
    public WeightedSampler(double[] weights) {
        upTo = weights.clone();
        for (int i = 1; i < upTo.length; i++) {
            upTo[i] += upTo[i - 1];
        }
    }

    public int draw(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble(upTo[upTo.length - 1]));
        // A draw equal to a boundary belongs to what comes after it.
        return found < 0 ? -found - 1 : found + 1;
    }
}
