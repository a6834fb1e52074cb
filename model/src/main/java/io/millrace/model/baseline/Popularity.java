package io.millrace.model.baseline;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The control of every retrieval score: items ranked by how often they were positives. Items go by places, small integers
 * that the caller gives out from 0 on; which items are counted is thus for the caller to bound.
 */
public final class Popularity {
    private long[] counts = new long[16];
    private int size;

    /** Adds to the count of the item at a place, which takes part in ranking from now on, be it with a count of 0. */
    public void add(int place, long positives) {
        if (place >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(place + 1, 2 * counts.length));
        }
        size = Math.max(size, place + 1);
        counts[place] += positives;
    }

    /** Sets a place's count back to 0, for another item. */
    public void forget(int place) {
        counts[place] = 0;
    }

    /** How often the item at the place was a positive. */
    public long count(int place) {
        return counts[place];
    }

    /**
     * The rank of the item at a place, from 1, among the admitted ones and itself; among equals, the middle. O(items).
     *
     * @param admitted is asked only of places that rank no lower
     */
    public int rank(int place, IntPredicate admitted) {
        long threshold = counts[place];
        int above = 0;
        int equal = 0;
        for (int i = 0; i < size; i++) {
            if (counts[i] >= threshold && i != place && admitted.test(i)) {
                if (counts[i] > threshold) {
                    above++;
                } else {
                    equal++;
                }
            }
        }
        return above + equal / 2 + 1;
    }
}
