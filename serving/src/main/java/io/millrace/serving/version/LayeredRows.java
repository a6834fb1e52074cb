package io.millrace.serving.version;

import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMaps;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

/**
 * An immutable map from row ids to weights that shares structure with its predecessors: a list of layers, the oldest
 * and largest first, in which a newer layer hides an older one.
 *
 * <p>The logarithmic method (Bentley and Saxe, "Decomposable searching problems I", J. Algorithms 1980): a layer is at
 * least twice as large as the next, so a change is copied O(log rows) times in all and a look-up probes O(log rows)
 * layers at worst.
 */
final class LayeredRows {
    static final LayeredRows EMPTY = new LayeredRows(layers(0));

    private final Long2ObjectMap<float[]>[] layers;

    private LayeredRows(Long2ObjectMap<float[]>[] layers) {
        this.layers = layers;
    }

    /** How many layers a look-up probes at worst. */
    int layers() {
        return layers.length;
    }

    /** The row's weights, or null. */
    float[] get(long row) {
        for (int i = layers.length - 1; i >= 0; i--) {
            float[] weights = layers[i].get(row);
            if (weights != null) {
                return weights == GroupRows.REMOVED ? null : weights;
            }
        }
        return null;
    }

    /** The ids of all rows, in no order. */
    LongSet ids() {
        LongOpenHashSet ids = new LongOpenHashSet();
        for (Long2ObjectMap<float[]> layer : layers) {
            for (Long2ObjectMap.Entry<float[]> row : Long2ObjectMaps.fastIterable(layer)) {
                if (row.getValue() == GroupRows.REMOVED) {
                    ids.remove(row.getLongKey());
                } else {
                    ids.add(row.getLongKey());
                }
            }
        }
        return ids;
    }

    /**
     * These rows with some replaced, added or {@link GroupRows#REMOVED}.
     *
     * @param changes becomes part of the result and must not be written to again
     */
    LayeredRows with(Long2ObjectMap<float[]> changes) {
        if (changes.isEmpty()) {
            return this;
        }
        Long2ObjectMap<float[]> top = changes;
        int kept = layers.length;
        while (kept > 0 && layers[kept - 1].size() < 2L * top.size()) {
            top = merge(layers[--kept], top);
        }
        if (kept == 0) {
            // Nothing is left below that a removal could hide.
            top.values().removeIf(weights -> weights == GroupRows.REMOVED);
        }
        Long2ObjectMap<float[]>[] result = layers(kept + 1);
        System.arraycopy(layers, 0, result, 0, kept);
        result[kept] = top;
        return new LayeredRows(result);
    }

    private static Long2ObjectMap<float[]> merge(Long2ObjectMap<float[]> older, Long2ObjectMap<float[]> newer) {
        Long2ObjectOpenHashMap<float[]> merged = new Long2ObjectOpenHashMap<>(older.size() + newer.size());
        merged.putAll(older);
        merged.putAll(newer);
        return merged;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Long2ObjectMap<float[]>[] layers(int count) {
        return new Long2ObjectMap[count];
    }
}
