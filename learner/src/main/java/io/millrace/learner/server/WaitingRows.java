package io.millrace.learner.server;

import io.millrace.learner.server.WaitingIndex.Bucket;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.BooleanSupplier;

/**
 * Rows that are to be looked at when their time has come, by key group in buckets of event time. A bucket is named by its
 * end, {@code (⌊deadline/width⌋ + 1) · width}, and is due when that has come. It lies in the store in chunks; what a row has
 * to do with a bucket is not looked for in between.
 *
 * <p>What comes in between two flushes makes a small chunk. When a bucket has several, or rows for a full one, they are made
 * one, so that there are few however often is flushed, and a row is rewritten a bounded number of times a bucket's worth.
 */
final class WaitingRows {
    private static final int LONGS_PER_CHUNK = 2 * 1_024;
    private static final int MOST_SMALL_CHUNKS = 8;

    /** Two longs, in an array that grows by halves. */
    private static final int BYTES_PER_ROW = 24;

    /** The bucket 24, its list 24 and the list's array 16, and 48 in a tree. */
    private static final int BYTES_PER_BUCKET = 112;

    /** Is told the rows of a bucket. */
    @FunctionalInterface
    interface Visitor {
        void visit(int table, long row);
    }

    private final RowStore store;
    private final long width;
    private final long limit;
    private final Int2ObjectOpenHashMap<WaitingIndex> groups = new Int2ObjectOpenHashMap<>();
    private long unwritten;
    private long buckets;

    /**
     * @param width of a bucket, milliseconds
     * @param limit bytes that rows may take which are in no chunk
     */
    WaitingRows(RowStore store, long width, long limit) {
        this.store = store;
        this.width = width;
        this.limit = limit;
    }

    /** Puts a row into the bucket of its deadline. */
    void add(int keyGroup, long deadline, int table, long row) {
        long end = (Math.floorDiv(deadline, width) + 1) * width;
        WaitingIndex index = index(keyGroup);
        Bucket bucket = index.buckets.get(end);
        if (bucket == null) {
            bucket = new Bucket();
            index.buckets.put(end, bucket);
            buckets++;
        }
        bucket.unwritten.add(table);
        bucket.unwritten.add(row);
        index.changed = true;
        unwritten++;
        if (bucket.unwritten.size() >= LONGS_PER_CHUNK) {
            write(keyGroup, end, bucket);
        } else if (unwritten * BYTES_PER_ROW > limit) {
            writeAll();
        }
    }

    private void write(int keyGroup, long end, Bucket bucket) {
        LongArrayList rows = new LongArrayList(bucket.unwritten);
        unwritten -= rows.size() / 2;
        bucket.unwritten.clear();
        bucket.unwritten.trim();
        if (rows.size() >= LONGS_PER_CHUNK || bucket.small >= MOST_SMALL_CHUNKS) {
            for (; bucket.small > 0; bucket.small--) {
                long[] chunk = store.takeBucket(keyGroup, end, bucket.full + bucket.small - 1);
                rows.addElements(rows.size(), chunk);
            }
        }
        int from = 0;
        for (; rows.size() - from >= LONGS_PER_CHUNK; from += LONGS_PER_CHUNK) {
            store.writeBucket(keyGroup, end, bucket.full++, part(rows, from, from + LONGS_PER_CHUNK));
        }
        if (from < rows.size()) {
            store.writeBucket(keyGroup, end, bucket.full + bucket.small++, part(rows, from, rows.size()));
        }
    }

    private static long[] part(LongArrayList rows, int from, int to) {
        long[] part = new long[to - from];
        rows.getElements(from, part, 0, part.length);
        return part;
    }

    /**
     * Takes out the rows of the buckets whose end is not after {@code now}, the oldest first, until it is enough, which is
     * asked before each chunk; rows that are added meanwhile wait for later ones.
     */
    void due(int keyGroup, long now, BooleanSupplier enough, Visitor visitor) {
        WaitingIndex index = index(keyGroup);
        for (long end : index.buckets.keySet().toLongArray()) {
            if (end > now || enough.getAsBoolean()) {
                return;
            }
            Bucket bucket = index.buckets.get(end);
            index.changed = true;
            unwritten -= bucket.unwritten.size() / 2;
            long[] rows = bucket.unwritten.toLongArray();
            bucket.unwritten.clear();
            visit(rows, visitor);
            // The last first, so that those that stay are numbered as before.
            for (int last = bucket.full + bucket.small - 1; last >= 0; last--) {
                if (enough.getAsBoolean()) {
                    return;
                }
                if (last >= bucket.full) {
                    bucket.small--;
                } else {
                    bucket.full--;
                }
                visit(store.takeBucket(keyGroup, end, last), visitor);
            }
            index.buckets.remove(end);
            buckets--;
        }
    }

    private static void visit(long[] rows, Visitor visitor) {
        for (int i = 0; i < rows.length; i += 2) {
            visitor.visit((int) rows[i], rows[i + 1]);
        }
    }

    /** Takes out all buckets of a key group: none of its rows waits any more. */
    void clear(int keyGroup) {
        due(keyGroup, Long.MAX_VALUE, () -> false, (table, row) -> {});
    }

    /** The time to live by which every row of the key group waits that has a deadline, milliseconds; 0 for none. */
    long ttl(int keyGroup) {
        return index(keyGroup).ttl;
    }

    void setTtl(int keyGroup, long ttl) {
        WaitingIndex index = index(keyGroup);
        index.changed |= index.ttl != ttl;
        index.ttl = ttl;
    }

    /** Estimate of the heap that it takes. */
    long bytes() {
        return unwritten * BYTES_PER_ROW + buckets * BYTES_PER_BUCKET;
    }

    /** Leaves all that is known in the store. */
    void flush() {
        writeAll();
        groups.forEach((keyGroup, index) -> {
            if (index.changed) {
                store.writeBuckets(keyGroup, index.toLongs());
                index.changed = false;
            }
        });
    }

    private void writeAll() {
        groups.forEach((keyGroup, index) -> index.buckets.forEach((end, bucket) -> {
            if (!bucket.unwritten.isEmpty()) {
                write(keyGroup, end, bucket);
            }
        }));
    }

    private WaitingIndex index(int keyGroup) {
        WaitingIndex known = groups.get(keyGroup);
        if (known == null) {
            known = WaitingIndex.of(store.readBuckets(keyGroup));
            buckets += known.buckets.size();
            groups.put(keyGroup, known);
        }
        return known;
    }
}
