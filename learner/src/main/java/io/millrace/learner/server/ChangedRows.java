package io.millrace.learner.server;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrays;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;

/**
 * Which rows changed since the last cut, by key group. Bounded: when there are too many to remember it forgets them all,
 * and says only that anything may have changed.
 */
final class ChangedRows {
    /** An open hash table of longs is between 3/8 and 3/4 full. */
    private static final int BYTES_PER_ROW = 22;

    private final long capacity;
    private final Int2ObjectOpenHashMap<Int2ObjectOpenHashMap<LongOpenHashSet>> keyGroups =
            new Int2ObjectOpenHashMap<>();
    private long size;
    private boolean overflown;

    /** @param limit bytes that it may take */
    ChangedRows(long limit) {
        this.capacity = limit / BYTES_PER_ROW;
    }

    void add(int keyGroup, int table, long row) {
        if (overflown) {
            return;
        }
        boolean isNew = keyGroups
                .computeIfAbsent(keyGroup, g -> new Int2ObjectOpenHashMap<>())
                .computeIfAbsent(table, t -> new LongOpenHashSet(2))
                .add(row);
        if (isNew && ++size > capacity) {
            clear();
            overflown = true;
        }
    }

    /** Whether rows may have changed that are not named here. */
    boolean overflown() {
        return overflown;
    }

    /** Bytes that it takes. */
    long bytes() {
        return size * BYTES_PER_ROW;
    }

    /** The changed rows of a key group, ordered by table and row. */
    void forEach(int keyGroup, Visitor visitor) {
        Int2ObjectOpenHashMap<LongOpenHashSet> tables = keyGroups.get(keyGroup);
        if (tables == null) {
            return;
        }
        int[] numbers = tables.keySet().toIntArray();
        Arrays.sort(numbers);
        for (int table : numbers) {
            long[] rows = tables.get(table).toLongArray();
            LongArrays.radixSort(rows);
            for (long row : rows) {
                visitor.visit(table, row);
            }
        }
    }

    /** Is told rows, one by one. */
    @FunctionalInterface
    interface Visitor {
        void visit(int table, long row);
    }

    void clear() {
        keyGroups.clear();
        size = 0;
        overflown = false;
    }
}
