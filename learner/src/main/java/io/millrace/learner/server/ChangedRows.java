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

    /** The set 48, the array of its smallest table 56, and up to 24 in the table that has it. */
    private static final int BYTES_PER_SET = 128;

    /** The tables of a key group 64, their two smallest arrays 80, and up to 24 in the table that has them. */
    private static final int BYTES_PER_KEY_GROUP = 168;

    private final long limit;
    private final Int2ObjectOpenHashMap<Int2ObjectOpenHashMap<LongOpenHashSet>> keyGroups =
            new Int2ObjectOpenHashMap<>();
    private long bytes;
    private boolean overflown;

    /** @param limit bytes that it may take */
    ChangedRows(long limit) {
        this.limit = limit;
    }

    void add(int keyGroup, int table, long row) {
        if (overflown) {
            return;
        }
        Int2ObjectOpenHashMap<LongOpenHashSet> tables = keyGroups.get(keyGroup);
        if (tables == null) {
            tables = new Int2ObjectOpenHashMap<>(2);
            keyGroups.put(keyGroup, tables);
            bytes += BYTES_PER_KEY_GROUP;
        }
        LongOpenHashSet rows = tables.get(table);
        if (rows == null) {
            rows = new LongOpenHashSet(2);
            tables.put(table, rows);
            bytes += BYTES_PER_SET;
        }
        if (rows.add(row)) {
            bytes += BYTES_PER_ROW;
        }
        if (bytes > limit) {
            overflow();
        }
    }

    /** Says that it is not known which rows changed. */
    void overflow() {
        clear();
        overflown = true;
    }

    /** Whether rows may have changed that are not named here. */
    boolean overflown() {
        return overflown;
    }

    /** Estimate of the heap that it takes. */
    long bytes() {
        return bytes;
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
        bytes = 0;
        overflown = false;
    }
}
