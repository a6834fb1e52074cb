package io.millrace.serving.version;

import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.util.Arrays;

/** All rows of one key group at one moment, table by table. Immutable; shares what did not change. */
public final class GroupRows {
    /** Stands in a change for the weights of a row that is gone; compared by identity. */
    public static final float[] REMOVED = new float[0];

    private final LayeredRows[] tables;

    private GroupRows(LayeredRows[] tables) {
        this.tables = tables;
    }

    /** A key group without rows in a layout of {@code tables} tables. */
    public static GroupRows empty(int tables) {
        LayeredRows[] none = new LayeredRows[tables];
        Arrays.fill(none, LayeredRows.EMPTY);
        return new GroupRows(none);
    }

    /** The row's weights, read only, or null if there is no such row. */
    public float[] get(int table, long row) {
        return tables[table].get(row);
    }

    /**
     * These rows with some of one table replaced, added or {@link #REMOVED}.
     *
     * @param changes becomes part of the result and must not be written to again
     */
    public GroupRows with(int table, Long2ObjectMap<float[]> changes) {
        LayeredRows[] next = tables.clone();
        next[table] = tables[table].with(changes);
        return new GroupRows(next);
    }
}
