package io.millrace.learner.server;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntAVLTreeMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectAVLTreeMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/**
 * Rows that are to be looked at when their time has come, by key group in buckets of event time. A bucket is named by its
 * end, {@code (⌊deadline/width⌋ + 1) · width}, and is due when that has come. It lies in the store in chunks, which are
 * written once and read once; what a row has to do with a bucket is not looked for in between.
 *
 * <p>The index of a key group, as stored: the time to live by which all its rows wait that have a deadline, milliseconds, 0
 * if they do not expire; then, for each bucket, its end and its number of chunks.
 */
final class WaitingRows {
    private static final int ROWS_PER_CHUNK = 1_024;

    /** Is told the rows of a bucket. */
    @FunctionalInterface
    interface Visitor {
        void visit(int table, long row);
    }

    private static final class Group {
        long ttl;
        final Long2IntAVLTreeMap chunks = new Long2IntAVLTreeMap();
        final Long2ObjectAVLTreeMap<LongArrayList> unwritten = new Long2ObjectAVLTreeMap<>();
        boolean changed;
    }

    private final RowStore store;
    private final long width;
    private final Int2ObjectOpenHashMap<Group> groups = new Int2ObjectOpenHashMap<>();

    /** @param width of a bucket, milliseconds */
    WaitingRows(RowStore store, long width) {
        this.store = store;
        this.width = width;
    }

    /** Puts a row into the bucket of its deadline. */
    void add(int keyGroup, long deadline, int table, long row) {
        long end = (Math.floorDiv(deadline, width) + 1) * width;
        Group group = group(keyGroup);
        LongArrayList rows = group.unwritten.computeIfAbsent(end, e -> new LongArrayList());
        rows.add(table);
        rows.add(row);
        group.changed = true;
        if (rows.size() >= 2 * ROWS_PER_CHUNK) {
            write(keyGroup, group, end);
        }
    }

    private void write(int keyGroup, Group group, long end) {
        int chunk = group.chunks.get(end);
        store.writeBucket(keyGroup, end, chunk, group.unwritten.remove(end).toLongArray());
        group.chunks.put(end, chunk + 1);
    }

    /** Takes out the buckets whose end is not after {@code now}; rows that are added meanwhile wait for later ones. */
    void due(int keyGroup, long now, Visitor visitor) {
        Group group = group(keyGroup);
        for (long end : group.unwritten.keySet().toLongArray()) {
            if (end <= now) {
                write(keyGroup, group, end);
            }
        }
        for (long end : group.chunks.keySet().toLongArray()) {
            if (end > now) {
                return;
            }
            int chunks = group.chunks.remove(end);
            group.changed = true;
            for (int chunk = 0; chunk < chunks; chunk++) {
                long[] rows = store.takeBucket(keyGroup, end, chunk);
                for (int i = 0; i < rows.length; i += 2) {
                    visitor.visit((int) rows[i], rows[i + 1]);
                }
            }
        }
    }

    /** Takes out all buckets of a key group: none of its rows waits any more. */
    void clear(int keyGroup) {
        due(keyGroup, Long.MAX_VALUE, (table, row) -> {});
    }

    /** The time to live by which every row of the key group waits that has a deadline, milliseconds; 0 for none. */
    long ttl(int keyGroup) {
        return group(keyGroup).ttl;
    }

    void setTtl(int keyGroup, long ttl) {
        Group group = group(keyGroup);
        group.changed |= group.ttl != ttl;
        group.ttl = ttl;
    }

    /** Leaves all that is known in the store. */
    void flush() {
        groups.forEach((keyGroup, group) -> {
            for (long end : group.unwritten.keySet().toLongArray()) {
                write(keyGroup, group, end);
            }
            if (group.changed) {
                store.writeBuckets(keyGroup, index(group));
                group.changed = false;
            }
        });
    }

    private static long[] index(Group group) {
        long[] index = new long[1 + 2 * group.chunks.size()];
        index[0] = group.ttl;
        int at = 1;
        for (var bucket : group.chunks.long2IntEntrySet()) {
            index[at++] = bucket.getLongKey();
            index[at++] = bucket.getIntValue();
        }
        return index;
    }

    private Group group(int keyGroup) {
        Group known = groups.get(keyGroup);
        if (known == null) {
            known = restored(store.readBuckets(keyGroup));
            groups.put(keyGroup, known);
        }
        return known;
    }

    private static Group restored(long[] index) {
        Group group = new Group();
        if (index != null) {
            group.ttl = index[0];
            long[] buckets = Arrays.copyOfRange(index, 1, index.length);
            for (int i = 0; i < buckets.length; i += 2) {
                group.chunks.put(buckets[i], (int) buckets[i + 1]);
            }
        }
        return group;
    }
}
