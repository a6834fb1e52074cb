package io.millrace.learner.server;

import it.unimi.dsi.fastutil.longs.Long2ObjectAVLTreeMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * What a key group knows of its rows that wait.
 *
 * <p>As numbers: {@link #FORMAT}; the time to live by which all its rows wait that have a deadline, milliseconds, 0 if they
 * do not expire; then, for each bucket, its end and how many full and how many small chunks of it are stored.
 */
final class WaitingIndex {
    /** Negative, as none of the numbers was that stood first before there were formats. */
    private static final long FORMAT = -1;

    private static final int HEAD = 2;
    private static final int NUMBERS_PER_BUCKET = 3;

    /** Rows that wait together; chunks are numbered from 0, the full ones first. */
    static final class Bucket {
        int full;
        int small;

        /** Table and id of each row that is in no chunk yet. */
        final LongArrayList unwritten = new LongArrayList(0);
    }

    long ttl;
    final Long2ObjectAVLTreeMap<Bucket> buckets = new Long2ObjectAVLTreeMap<>();

    /** Whether it differs from what is stored. */
    boolean changed;

    /**
     * Null gives that of a key group of which none waits.
     *
     * @throws IllegalStateException if the numbers are of another format
     */
    static WaitingIndex of(long[] numbers) {
        WaitingIndex index = new WaitingIndex();
        if (numbers != null) {
            if (numbers[0] != FORMAT) {
                throw new IllegalStateException("the rows that wait to expire or to be forgotten were stored by a build"
                        + " that this one does not go on from: restore with that one, or start afresh");
            }
            index.ttl = numbers[1];
            for (int at = HEAD; at < numbers.length; at += NUMBERS_PER_BUCKET) {
                Bucket bucket = new Bucket();
                bucket.full = (int) numbers[at + 1];
                bucket.small = (int) numbers[at + 2];
                index.buckets.put(numbers[at], bucket);
            }
        }
        return index;
    }

    /** Of what is in chunks. */
    long[] toLongs() {
        long[] numbers = new long[HEAD + NUMBERS_PER_BUCKET * buckets.size()];
        numbers[0] = FORMAT;
        numbers[1] = ttl;
        int at = HEAD;
        for (var bucket : buckets.long2ObjectEntrySet()) {
            numbers[at++] = bucket.getLongKey();
            numbers[at++] = bucket.getValue().full;
            numbers[at++] = bucket.getValue().small;
        }
        return numbers;
    }
}
