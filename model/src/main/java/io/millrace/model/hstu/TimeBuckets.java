package io.millrace.model.hstu;

/**
 * The buckets of the relative time bias: {@code b(Δ) = clamp(trunc(ln(max(1, |Δ|)) / 0.301), 0, 128)}, Δ in seconds
 * (arXiv 2402.17152 in its public code).
 */
final class TimeBuckets {
    /** How many buckets there are. */
    static final int COUNT = 129;

    private static final double WIDTH = 0.301;

    /** The smallest difference in each bucket; behind them one that none reaches. */
    private static final long[] FIRST = firstDifferences();

    private TimeBuckets() {}

    /**
     * The bucket of a difference in seconds, of either sign.
     *
     * @param guess a bucket from which to search: the nearer, the faster
     */
    static int of(long difference, int guess) {
        long distance = Math.min(Long.MAX_VALUE - 1, Math.max(1, Math.abs(difference)));
        int bucket = guess;
        while (FIRST[bucket] > distance) {
            bucket--;
        }
        while (FIRST[bucket + 1] <= distance) {
            bucket++;
        }
        return bucket;
    }

    private static int formula(long distance) {
        return (int) Math.min(COUNT - 1, StrictMath.log(distance) / WIDTH);
    }

    private static long[] firstDifferences() {
        long[] first = new long[COUNT + 1];
        first[COUNT] = Long.MAX_VALUE;
        for (int bucket = 0; bucket < COUNT; bucket++) {
            long low = 1;
            long high = Long.MAX_VALUE;
            while (low < high) {
                long middle = low + (high - low) / 2;
                if (formula(middle) >= bucket) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            first[bucket] = low;
        }
        return first;
    }
}
