package io.millrace.model;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of one embedding table by id, in the order in which they came; arrays are used again after a clear. */
final class RowPool {
    private final int width;
    private final Long2IntOpenHashMap places = new Long2IntOpenHashMap();
    private final LongArrayList ids = new LongArrayList();
    private final List<float[]> arrays = new ArrayList<>();

    RowPool(int width) {
        this.width = width;
        places.defaultReturnValue(-1);
    }

    /** The row's array, or null if the row is not here. */
    float[] find(long id) {
        int place = places.get(id);
        return place < 0 ? null : arrays.get(place);
    }

    /** The row's array, zero if the row was not here. */
    float[] findOrAdd(long id) {
        int place = places.putIfAbsent(id, ids.size());
        return place < 0 ? add(id) : arrays.get(place);
    }

    private float[] add(long id) {
        int place = ids.size();
        ids.add(id);
        if (place == arrays.size()) {
            arrays.add(new float[width]);
        } else {
            Arrays.fill(arrays.get(place), 0);
        }
        return arrays.get(place);
    }

    int size() {
        return ids.size();
    }

    long id(int place) {
        return ids.getLong(place);
    }

    float[] array(int place) {
        return arrays.get(place);
    }

    void clear() {
        places.clear();
        ids.clear();
    }
}
