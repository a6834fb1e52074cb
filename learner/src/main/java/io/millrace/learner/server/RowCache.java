package io.millrace.learner.server;

import io.millrace.model.row.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Write-back cache of hot rows: bounded by a number of rows, least recently used first out. A changed row is written to
 * the store when it is evicted and at every flush, never in between.
 */
final class RowCache {
    private static final class Entry {
        final Row row;
        boolean dirty;

        Entry(Row row) {
            this.row = row;
        }
    }

    private final int capacity;
    private final BiConsumer<RowKey, Row> writer;
    private final LinkedHashMap<RowKey, Entry> entries = new LinkedHashMap<>(1024, 0.75f, true);

    /** @param writer is given every changed row that leaves the cache or is flushed */
    RowCache(int capacity, BiConsumer<RowKey, Row> writer) {
        this.capacity = capacity;
        this.writer = writer;
    }

    /** The cached row, or null. */
    Row get(RowKey key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.row;
    }

    /** Takes in a row that the store knows, or that equals its birth. */
    void put(RowKey key, Row row) {
        entries.put(key, new Entry(row));
        if (entries.size() > capacity) {
            var eldest = entries.entrySet().iterator();
            Map.Entry<RowKey, Entry> leaving = eldest.next();
            if (leaving.getValue().dirty) {
                writer.accept(leaving.getKey(), leaving.getValue().row);
            }
            eldest.remove();
        }
    }

    /** Says that a cached row differs from what the store knows. */
    void markDirty(RowKey key) {
        entries.get(key).dirty = true;
    }

    /** Writes every changed row; the rows stay cached. */
    void flush() {
        entries.forEach((key, entry) -> {
            if (entry.dirty) {
                writer.accept(key, entry.row);
                entry.dirty = false;
            }
        });
    }
}
