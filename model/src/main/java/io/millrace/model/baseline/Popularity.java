package io.millrace.model.baseline;

import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * The control of every retrieval score: items ranked by how often they were positives, optionally with an exponential
 * decay, in which an event counts half after every half-life.
 *
 * <p>Forward decay (Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009): old counts are left alone and new events weigh {@code
 * 2^((time − landmark) / half-life)}, which orders items as decayed counts would at any time of asking; the landmark moves
 * when weights grow too large. Events may come in any order. An item takes a map entry for good: which items are counted
 * is for the caller to bound.
 */
public final class Popularity {
    private static final double LARGEST_EXPONENT = 512;

    private final double halfLife;
    private final Long2DoubleOpenHashMap weights = new Long2DoubleOpenHashMap();
    private long landmark;

    /** Counts that do not decay; exact. */
    public Popularity() {
        this.halfLife = Double.POSITIVE_INFINITY;
    }

    /** @throws IllegalArgumentException if the half-life is shorter than a millisecond */
    public Popularity(Duration halfLife) {
        if (halfLife.toMillis() < 1) {
            throw new IllegalArgumentException("a half-life is at least a millisecond, not " + halfLife);
        }
        this.halfLife = halfLife.toMillis();
    }

    /**
     * Counts an event.
     *
     * @param time of the event, milliseconds
     */
    public void add(long item, long time) {
        if (weights.isEmpty()) {
            landmark = time;
        }
        if (halfLives(time) > LARGEST_EXPONENT) {
            double shrunk = Math.pow(2, -halfLives(time));
            weights.replaceAll((id, weight) -> weight * shrunk);
            landmark = time;
        }
        weights.addTo(item, Math.pow(2, halfLives(time)));
    }

    private double halfLives(long time) {
        return (time - landmark) / halfLife;
    }

    /** Number of items counted so far. */
    public int size() {
        return weights.size();
    }

    /** The item's decayed count as of {@code time}, 0 if it never occurred. */
    public double count(long item, long time) {
        return weights.get(item) * Math.pow(2, -halfLives(time));
    }

    /**
     * The most popular items.
     *
     * @param k the most items returned
     * @param admitted the items that take part
     * @return ids, best first, among equals the smaller first; fewer than k if fewer take part
     */
    public long[] top(int k, LongPredicate admitted) {
        LongHeapPriorityQueue worstFirst = new LongHeapPriorityQueue((a, b) -> byPopularity(b, a));
        for (long item : weights.keySet()) {
            if (admitted.test(item)) {
                worstFirst.enqueue(item);
                if (worstFirst.size() > k) {
                    worstFirst.dequeueLong();
                }
            }
        }
        long[] top = new long[worstFirst.size()];
        for (int i = top.length - 1; i >= 0; i--) {
            top[i] = worstFirst.dequeueLong();
        }
        return top;
    }

    private int byPopularity(long a, long b) {
        int order = Double.compare(weights.get(b), weights.get(a));
        return order != 0 ? order : Long.compare(a, b);
    }

    /**
     * The item's rank, from 1, among the admitted items and itself; among equals, the middle. O(items).
     *
     * @param admitted the items that take part
     * @return empty if the item never occurred
     */
    public OptionalLong rank(long item, LongPredicate admitted) {
        if (!weights.containsKey(item)) {
            return OptionalLong.empty();
        }
        double weight = weights.get(item);
        long above = 0;
        long equal = 0;
        for (Long2DoubleMap.Entry entry : weights.long2DoubleEntrySet()) {
            long other = entry.getLongKey();
            if (entry.getDoubleValue() >= weight && other != item && admitted.test(other)) {
                if (entry.getDoubleValue() > weight) {
                    above++;
                } else {
                    equal++;
                }
            }
        }
        return OptionalLong.of(above + equal / 2 + 1);
    }
}
