package io.millrace.learner.server;

import io.millrace.model.row.Row;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.function.Consumer;

/**
 * Write-back cache of hot rows: bounded by bytes, least recently used first out. A changed row is written to the store
 * when it is evicted and at every flush, never in between.
 *
 * <p>Nothing leaves before {@link #trim}, so that whoever works on several rows may hold them all.
 */
final class RowCache {
    private final Consumer<CachedRow> writer;
    private final Int2ObjectOpenHashMap<Long2ObjectOpenHashMap<CachedRow>> tables = new Int2ObjectOpenHashMap<>();
    /** Closes the ring: its newer is the oldest, its older the newest. */
    private final CachedRow ends = new CachedRow(0, 0, 0, new Row(new float[0]));

    private long rows;
    private long bytes;
    private long evictions;

    /** @param writer is given every changed row that leaves the cache or is flushed */
    RowCache(Consumer<CachedRow> writer) {
        this.writer = writer;
        ends.older = ends;
        ends.newer = ends;
    }

    /** The cached row, now the one that was used last, or null. */
    CachedRow get(int table, long row) {
        Long2ObjectOpenHashMap<CachedRow> ofTable = tables.get(table);
        CachedRow found = ofTable == null ? null : ofTable.get(row);
        if (found != null && ends.older != found) {
            unlink(found);
            link(found);
        }
        return found;
    }

    /** Takes in a row that is not cached: one that the store knows, or that equals its birth. */
    CachedRow put(int table, long row, int keyGroup, Row content) {
        CachedRow cached = new CachedRow(table, row, keyGroup, content);
        tables.computeIfAbsent(table, t -> new Long2ObjectOpenHashMap<>()).put(row, cached);
        link(cached);
        rows++;
        reckon(cached);
        return cached;
    }

    /** Says that a cached row differs from what the store knows. */
    void markDirty(CachedRow cached) {
        cached.dirty = true;
        reckon(cached);
    }

    private void reckon(CachedRow cached) {
        int now = cached.estimate();
        bytes += now - cached.bytes;
        cached.bytes = now;
    }

    /** Forgets a row without writing it. */
    void drop(CachedRow cached) {
        unlink(cached);
        tables.get(cached.table).remove(cached.row);
        rows--;
        bytes -= cached.bytes;
    }

    /** Lets rows go until at most so many bytes are cached. */
    void trim(long limit) {
        while (bytes > limit && rows > 0) {
            CachedRow leaving = ends.newer;
            if (leaving.dirty) {
                writer.accept(leaving);
            }
            drop(leaving);
            evictions++;
        }
    }

    /** Writes every changed row; the rows stay cached. */
    void flush() {
        for (CachedRow cached = ends.newer; cached != ends; cached = cached.newer) {
            if (cached.dirty) {
                writer.accept(cached);
                cached.dirty = false;
            }
        }
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    long evictions() {
        return evictions;
    }

    private void link(CachedRow newest) {
        newest.older = ends.older;
        newest.newer = ends;
        ends.older.newer = newest;
        ends.older = newest;
    }

    private static void unlink(CachedRow cached) {
        cached.older.newer = cached.newer;
        cached.newer.older = cached.older;
    }
}
