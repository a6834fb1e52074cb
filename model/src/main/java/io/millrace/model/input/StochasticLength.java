package io.millrace.model.input;

import io.millrace.schemas.id.Ids;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Stochastic length (arXiv 2402.17152, §3.2 and appendix F.1), for training only: a long history is mostly replaced by a
 * subsample of {@code L = ⌊Nc^(α/2)⌋} events, so that attention costs O(Nc^α) in expectation instead of O(n²). Up to
 * {@code Nc^(α/2)} events are left as they are; of n above that, all are kept with probability {@code Nc^α / n²}.
 *
 * <p>The subsample is drawn without replacement, recent events likelier: event i, counted from the oldest, has the
 * weight i + 1. Each event waits for an exponential time of that rate, and the first L are taken, which is the scheme of
 * Efraimidis, Spirakis ("Weighted random sampling with a reservoir", IPL 2006) in logarithms. The paper weighs by {@code
 * 1 − f_i / Σ_j f_j} with the age f_i; over a sum of many ages that is nearly uniform, so that here ranks take the place
 * of ages and n that of the sum.
 *
 * <p>Supervised events are always kept and count towards L; if there are more of them than L, they alone are kept.
 *
 * @param longest Nc, at least 1, in events
 * @param alpha α in (1, 2]
 */
public record StochasticLength(int longest, double alpha) {
    private static final double SUPERVISED = -1;

    /** @throws IllegalArgumentException if a parameter is out of its range */
    public StochasticLength {
        if (longest < 1) {
            throw new IllegalArgumentException("the longest history has at least 1 event, not " + longest);
        }
        if (!(alpha > 1 && alpha <= 2)) {
            throw new IllegalArgumentException("alpha is in (1, 2], not " + alpha);
        }
    }

    /**
     * Which events to train on; the same for the same arguments. O(n log n).
     *
     * @param seed of the draw, another for every example
     * @param events n, oldest first
     * @param supervised indices of events, in any order
     * @return indices of events, rising
     * @throws IndexOutOfBoundsException if a supervised event is none of the n
     */
    public int[] keep(long seed, int events, int[] supervised) {
        for (int i : supervised) {
            Objects.checkIndex(i, events);
        }
        double few = Math.pow(longest, alpha / 2);
        double share = few / events;
        if (events <= few || uniform(seed, -1) <= share * share) {
            return IntStream.range(0, events).toArray();
        }
        double[] waits = new double[events];
        for (int i = 0; i < events; i++) {
            waits[i] = -Math.log(uniform(seed, i)) / (i + 1);
        }
        int required = 0;
        for (int i : supervised) {
            required += waits[i] == SUPERVISED ? 0 : 1;
            waits[i] = SUPERVISED;
        }
        return smallest(waits, Math.max(required, (int) few));
    }

    /** In (0, 1]. */
    private static double uniform(long seed, int draw) {
        return ((Ids.combine(seed, draw) >>> 11) + 1) * 0x1p-53;
    }

    /** Indices of the {@code size} smallest values, rising; among equal ones the first. */
    private static int[] smallest(double[] values, int size) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double largest = sorted[size - 1];
        int ties = 0;
        while (ties < size && sorted[size - 1 - ties] == largest) {
            ties++;
        }
        int[] indices = new int[size];
        int next = 0;
        for (int i = 0; next < size; i++) {
            if (values[i] < largest || values[i] == largest && ties-- > 0) {
                indices[next++] = i;
            }
        }
        return indices;
    }
}
