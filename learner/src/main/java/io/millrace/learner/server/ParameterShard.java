package io.millrace.learner.server;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.Digests;
import io.millrace.model.row.LayoutChange;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.id.Ids;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One shard of the parameter server: the rows of its key groups, updated in the order in which pushes arrive.
 *
 * <p>A row that was never pushed to equals its deterministic birth and is not stored: it is no live row. The first push
 * makes it one.
 *
 * <p>Requests name tables by id, everything that outlives the configuration by number.
 */
public final class ParameterShard {
    private final List<Table> tables;
    private final long seed;
    private final Routing routing;
    private final TableNumbers numbers;
    private final RowStore store;
    private final ShardRows rows;
    private final Map<Integer, Ledger> ledgers = new TreeMap<>();
    private final ChangedRows changed;
    private boolean everythingIsNew;

    /**
     * @param tables the model's layout
     * @param seed from which rows are born
     * @param cacheBytes bound of the memory for rows, and for knowing which of them changed
     */
    public ParameterShard(List<Table> tables, long seed, Routing routing, RowStore store, long cacheBytes) {
        this.tables = tables;
        this.seed = seed;
        this.routing = routing;
        this.numbers = routing.numbers();
        this.store = store;
        this.rows = new ShardRows(routing, store, this::absent, cacheBytes);
        this.changed = new ChangedRows(cacheBytes / CHANGED_SHARE);
    }

    /** The part of the memory that may go into knowing which rows changed: one in so many. */
    private static final int CHANGED_SHARE = 4;

    /** The weights of the rows, one behind the other, packed. */
    public byte[] pull(int[] tableIds, long[] rowIds) {
        Floats weights = new Floats();
        CachedRow[] loaded = rows.load(numbersOf(tableIds), rowIds);
        for (int i = 0; i < loaded.length; i++) {
            weights.add(loaded[i].content.values, 0, tables.get(tableIds[i]).width());
        }
        release();
        return weights.packed();
    }

    /**
     * Applies one gradient to each row.
     *
     * @param packedGradients one behind the other, packed
     * @param eventTime milliseconds
     */
    public void push(int[] tableIds, long[] rowIds, byte[] packedGradients, long eventTime) {
        float[] gradients = Floats.unpack(packedGradients);
        CachedRow[] loaded = rows.load(numbersOf(tableIds), rowIds);
        int at = 0;
        for (int i = 0; i < loaded.length; i++) {
            Table table = tables.get(tableIds[i]);
            Row row = loaded[i].content;
            row.updates++;
            row.lastTouched = Math.max(row.lastTouched, eventTime);
            table.optimizer().apply(row.values, table.width(), gradients, at, row.updates);
            changed(loaded[i]);
            at += table.width();
        }
        release();
    }

    private int[] numbersOf(int[] tableIds) {
        int[] of = new int[tableIds.length];
        for (int i = 0; i < of.length; i++) {
            of[i] = numbers.of(tableIds[i]);
        }
        return of;
    }

    private void changed(CachedRow row) {
        rows.changed(row);
        changed.add(row.keyGroup, row.table, row.row);
    }

    private void release() {
        rows.release(changed.bytes());
    }

    private Row absent(int number, long row) {
        return Rows.born(tables.get(numbers.table(number)), seed, row);
    }

    /** Counts an example whose gradients have been applied. */
    public void audit(long exampleId) {
        Ledger ledger = ledger(routing.keyGroup(AUDIT, exampleId));
        ledger.appliedExamples++;
        ledger.appliedDigest += Ids.mix(exampleId);
    }

    /** The shard that audits an example. */
    public static int auditor(Routing routing, long exampleId) {
        return routing.shardOf(routing.keyGroup(AUDIT, exampleId));
    }

    // Examples are spread over key groups as the rows of a table that no layout has.
    private static final int AUDIT = -1;

    /**
     * Brings what is stored under another layout into this one, before the first request. Rows of tables that are gone
     * leave with the next version; the slots of a table whose optimiser is another begin anew.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public void migrate(int firstKeyGroup, int lastKeyGroup, LayoutChange change) {
        for (int keyGroup = firstKeyGroup;
                keyGroup <= lastKeyGroup && !change.restarted().isEmpty();
                keyGroup++) {
            for (RowKey key : store.keys(keyGroup)) {
                if (change.restarted().contains(key.table())) {
                    restart(keyGroup, key);
                }
            }
        }
        publishEverything();
    }

    private void restart(int keyGroup, RowKey key) {
        Table table = tables.get(numbers.table(key.table()));
        Row before = store.read(keyGroup, List.of(key)).get(0);
        float[] weights = Arrays.copyOf(before.values, table.width());
        Row after = new Row(Arrays.copyOf(weights, table.storedWidth()));
        after.lastTouched = before.lastTouched;
        after.contribution = before.contribution;
        store.write(keyGroup, key, after);
    }

    /** Has the next version hold every row, for readers who know none of the versions before. */
    public void publishEverything() {
        everythingIsNew = true;
    }

    /**
     * Cuts a version: hands over every row changed since the last cut, brings the digests up to date, and leaves all
     * that the shard knows in the store.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public void cut(int firstKeyGroup, int lastKeyGroup, VersionSink sink) {
        boolean scan = everythingIsNew || changed.overflown();
        if (scan) {
            rows.flush();
        }
        for (int keyGroup = firstKeyGroup; keyGroup <= lastKeyGroup; keyGroup++) {
            // Where it is not known which rows changed, those that differ did.
            boolean onlyDiffering = scan && !everythingIsNew;
            KeyGroupCutter cutter = new KeyGroupCutter(keyGroup, onlyDiffering, sink);
            if (scan) {
                rows.storedKeys(keyGroup).stream().sorted().forEach(key -> cutter.cut(key.table(), key.row()));
            } else {
                changed.forEach(keyGroup, cutter::cut);
            }
            sink.endOfKeyGroup(keyGroup, ledger(keyGroup));
        }
        changed.clear();
        everythingIsNew = false;
        rows.flush();
        release();
        ledgers.forEach(store::writeLedger);
    }

    /** Cuts the rows of one key group. */
    private final class KeyGroupCutter {
        private final int keyGroup;
        private final boolean onlyDiffering;
        private final VersionSink sink;
        private final Ledger ledger;

        KeyGroupCutter(int keyGroup, boolean onlyDiffering, VersionSink sink) {
            this.keyGroup = keyGroup;
            this.onlyDiffering = onlyDiffering;
            this.sink = sink;
            this.ledger = ledger(keyGroup);
        }

        void cut(int number, long id) {
            CachedRow cached = rows.load(keyGroup, number, id);
            int table = numbers.table(number);
            if (table == TableNumbers.NONE) {
                end(cached);
            } else {
                publish(cached, tables.get(table).width());
            }
            release();
        }

        private void end(CachedRow cached) {
            if (cached.content.contribution != 0) {
                ledger.rows--;
                ledger.digest -= cached.content.contribution;
            }
            // Also where no version had it: a reader of another lineage's rows is to forget it too.
            sink.tombstone(keyGroup, cached.key());
            rows.remove(cached);
        }

        private void publish(CachedRow cached, int width) {
            Row row = cached.content;
            long contribution = Digests.contribution(cached.table, cached.row, row.values, width);
            if (onlyDiffering && contribution == row.contribution) {
                return;
            }
            if (row.contribution == 0) {
                ledger.rows++;
            }
            ledger.digest += contribution - row.contribution;
            row.contribution = contribution;
            rows.changed(cached);
            sink.row(keyGroup, cached.key(), row.values, width);
        }
    }

    /** How the cache does. */
    public CacheStatistics cacheStatistics() {
        return rows.statistics();
    }

    private Ledger ledger(int keyGroup) {
        return ledgers.computeIfAbsent(keyGroup, store::readLedger);
    }
}
