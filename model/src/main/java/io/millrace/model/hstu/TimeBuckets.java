package io.millrace.model.hstu;

/**
 * The buckets of the relative time bias: {@code b(Δ) = clamp(trunc(ln(max(1, |Δ|)) / 0.301), 0, 128)}, Δ in seconds
 * (arXiv 2402.17152 in its public code).
 */
final class TimeBuckets {
    /** How many buckets there are. */
    static final int COUNT = 129;

    private static final double WIDTH = 0.301;

    /** The smallest difference in each bucket. */
    private static final long[] FIRST = firstDifferences();

    /** The bucket of each power of two, from which the search starts. */
    private static final int[] OF_POWER = bucketsOfPowers();

    private TimeBuckets() {}

    /** The bucket of a difference in seconds, of either sign. */
    static int of(long difference) {
        long distance = Math.max(1, Math.abs(difference));
        int bucket = OF_POWER[63 - Long.numberOfLeadingZeros(distance)];
        while (bucket + 1 < COUNT && FIRST[bucket + 1] <= distance) {
            bucket++;
        }
        return bucket;
    }

    private static int formula(long distance) {
        return (int) Math.min(COUNT - 1, StrictMath.log(distance) / WIDTH);
    }

    private static long[] firstDifferences() {
        long[] first = new long[COUNT];
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

    private static int[] bucketsOfPowers() {
        int[] buckets = new int[63];
        for (int power = 0; power < buckets.length; power++) {
            buckets[power] = formula(1L << power);
        }
        return buckets;
    }
}
