package io.millrace.serving.version;

import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.Arrays;

/** All rows of one key group at one moment, by the places of a {@link ModelLayout}. Immutable; shares what did not change. */
public final class GroupRows {
    /** Stands in a change for the weights of a row that is gone; compared by identity. */
    public static final float[] REMOVED = new float[0];

    private final LayeredRows[] places;

    private GroupRows(LayeredRows[] places) {
        this.places = places;
    }

    /** A key group without rows in a layout of so many places. */
    public static GroupRows empty(int places) {
        LayeredRows[] none = new LayeredRows[places];
        Arrays.fill(none, LayeredRows.EMPTY);
        return new GroupRows(none);
    }

    /** The row's weights, read only, or null if there is no such row. */
    public float[] get(int place, long row) {
        return places[place].get(row);
    }

    /** The ids of the rows at the place, in no order. */
    public LongSet ids(int place) {
        return places[place].ids();
    }

    /** Whether there is no row at the place. */
    public boolean isEmpty(int place) {
        return places[place] == LayeredRows.EMPTY;
    }

    /**
     * These rows with some of one place replaced, added or {@link #REMOVED}.
     *
     * @param changes becomes part of the result and must not be written to again
     */
    public GroupRows with(int place, Long2ObjectMap<float[]> changes) {
        LayeredRows[] next = places.clone();
        next[place] = places[place].with(changes);
        return new GroupRows(next);
    }
}
