package io.millrace.learner.server;

import it.unimi.dsi.fastutil.longs.Long2ObjectAVLTreeMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * What a key group knows of its rows that wait.
 *
 * <p>As numbers: the time to live by which all its rows wait that have a deadline, milliseconds, 0 if they do not expire;
 * then, for each bucket, its end and how many full and how many small chunks of it are stored.
 */
final class WaitingIndex {
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

    /** Null gives that of a key group of which none waits. */
    static WaitingIndex of(long[] numbers) {
        WaitingIndex index = new WaitingIndex();
        if (numbers != null) {
            index.ttl = numbers[0];
            for (int at = 1; at < numbers.length; at += NUMBERS_PER_BUCKET) {
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
        long[] numbers = new long[1 + NUMBERS_PER_BUCKET * buckets.size()];
        numbers[0] = ttl;
        int at = 1;
        for (var bucket : buckets.long2ObjectEntrySet()) {
            numbers[at++] = bucket.getLongKey();
            numbers[at++] = bucket.getValue().full;
            numbers[at++] = bucket.getValue().small;
        }
        return numbers;
    }
}
