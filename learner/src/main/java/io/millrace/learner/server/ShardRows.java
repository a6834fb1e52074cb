package io.millrace.learner.server;

import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.Row;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;

/** A shard's rows, of which the store has all and the cache the hot ones. */
final class ShardRows {
    /** Makes the row that is to be worked on where none is stored. */
    @FunctionalInterface
    interface Absent {
        Row make(int table, long row);
    }

    private final Routing routing;
    private final RowStore store;
    private final Absent absent;
    private final long limit;
    private final RowCache cache;
    private final CacheStatistics statistics = new CacheStatistics();
    /** Of the rows that are missing: key group above, place in the request below. */
    private final LongArrayList missing = new LongArrayList();

    private final List<RowKey> missingKeys = new ArrayList<>();

    /** @param limit bytes that the cache may take between requests */
    ShardRows(Routing routing, RowStore store, Absent absent, long limit) {
        this.routing = routing;
        this.store = store;
        this.absent = absent;
        this.limit = limit;
        this.cache = new RowCache(cached -> store.write(cached.keyGroup, cached.key(), cached.content));
    }

    /**
     * The rows of a request, in its order. Those that are not cached are read key group by key group: changing from one
     * to the next is what a reader of keyed state pays for besides the rows.
     */
    CachedRow[] load(int[] numbers, long[] rows) {
        CachedRow[] loaded = new CachedRow[rows.length];
        missing.clear();
        for (int i = 0; i < rows.length; i++) {
            loaded[i] = cache.get(numbers[i], rows[i]);
            if (loaded[i] == null) {
                missing.add((long) routing.keyGroup(numbers[i], rows[i]) << Integer.SIZE | i);
            }
        }
        statistics.asked(rows.length - missing.size(), missing.size());
        missing.sort(null);
        for (int from = 0; from < missing.size(); ) {
            from = loadKeyGroup(from, numbers, rows, loaded);
        }
        return loaded;
    }

    private int loadKeyGroup(int from, int[] numbers, long[] rows, CachedRow[] loaded) {
        int keyGroup = (int) (missing.getLong(from) >>> Integer.SIZE);
        missingKeys.clear();
        int to = from;
        for (; to < missing.size() && missing.getLong(to) >>> Integer.SIZE == keyGroup; to++) {
            int place = (int) missing.getLong(to);
            missingKeys.add(new RowKey(numbers[place], rows[place]));
        }
        List<Row> read = store.read(keyGroup, missingKeys);
        for (int i = from; i < to; i++) {
            int place = (int) missing.getLong(i);
            CachedRow twice = cache.get(numbers[place], rows[place]);
            loaded[place] = twice == null ? take(missingKeys.get(i - from), keyGroup, read.get(i - from)) : twice;
        }
        return to;
    }

    /** One row. */
    CachedRow load(int keyGroup, int table, long row) {
        CachedRow cached = cache.get(table, row);
        if (cached != null) {
            return cached;
        }
        RowKey key = new RowKey(table, row);
        return take(key, keyGroup, store.read(keyGroup, List.of(key)).get(0));
    }

    private CachedRow take(RowKey key, int keyGroup, Row stored) {
        Row content = stored == null ? absent.make(key.table(), key.row()) : stored;
        return cache.put(key.table(), key.row(), keyGroup, content);
    }

    /** Says that a row differs from what the store knows. */
    void changed(CachedRow row) {
        cache.markDirty(row);
    }

    /** Ends a row: neither the cache nor the store has it any more. */
    void remove(CachedRow row) {
        cache.drop(row);
        store.remove(row.keyGroup, row.key());
    }

    /**
     * Ends a request: its rows may leave the cache now.
     *
     * @param reserved bytes of the limit that others take
     */
    void release(long reserved) {
        cache.trim(limit - reserved);
        statistics.now(cache.rows(), cache.bytes(), cache.evictions());
    }

    /** Leaves all that is known in the store. */
    void flush() {
        cache.flush();
    }

    /** The keys of a key group's rows in the store. */
    List<RowKey> storedKeys(int keyGroup) {
        return store.keys(keyGroup);
    }

    CacheStatistics statistics() {
        return statistics;
    }
}
