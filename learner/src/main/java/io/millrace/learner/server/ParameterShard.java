package io.millrace.learner.server;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.Digests;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One shard of the parameter server: the rows of its key groups, updated in the order in which pushes arrive.
 *
 * <p>A row that was never pushed to equals its deterministic birth and is not stored: it is no live row. The first push
 * makes it one.
 */
public final class ParameterShard {
    private final List<Table> tables;
    private final long seed;
    private final Routing routing;
    private final RowStore store;
    private final RowCache cache;
    private final Map<Integer, Ledger> ledgers = new HashMap<>();
    private final Set<RowKey> changedSinceCut = new HashSet<>();

    /**
     * @param tables the model's layout
     * @param seed from which rows are born
     * @param cachedRows bound of the write-back cache
     */
    public ParameterShard(List<Table> tables, long seed, Routing routing, RowStore store, int cachedRows) {
        this.tables = tables;
        this.seed = seed;
        this.routing = routing;
        this.store = store;
        this.cache = new RowCache(cachedRows, (key, row) -> store.write(keyGroup(key), key, row));
    }

    /** The weights of the rows, one behind the other, packed. */
    public byte[] pull(int[] tableIds, long[] rows) {
        Floats weights = new Floats();
        for (int i = 0; i < rows.length; i++) {
            Row row = rowOf(new RowKey(tableIds[i], rows[i]));
            weights.add(row.values, 0, tables.get(tableIds[i]).width());
        }
        return weights.packed();
    }

    /**
     * Applies one gradient to each row.
     *
     * @param packedGradients one behind the other, packed
     * @param eventTime milliseconds
     */
    public void push(int[] tableIds, long[] rows, byte[] packedGradients, long eventTime) {
        float[] gradients = Floats.unpack(packedGradients);
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            Table table = tables.get(tableIds[i]);
            RowKey key = new RowKey(tableIds[i], rows[i]);
            Row row = rowOf(key);
            row.updates++;
            row.lastTouched = Math.max(row.lastTouched, eventTime);
            table.optimizer().apply(row.values, table.width(), gradients, at, row.updates);
            cache.markDirty(key);
            changedSinceCut.add(key);
            at += table.width();
        }
    }

    /** Counts an example whose gradients have been applied. */
    public void audit(long exampleId) {
        Ledger ledger = ledger(routing.keyGroup(AUDIT, exampleId));
        ledger.appliedExamples++;
        ledger.appliedDigest += Ids.mix(exampleId);
    }

    /** The shard that audits an example. */
    public static int auditor(Routing routing, long exampleId) {
        return routing.shardOf(AUDIT, exampleId);
    }

    // Examples are spread over key groups as the rows of a table that no layout has.
    private static final int AUDIT = -1;

    /**
     * Cuts a version: hands over every row changed since the last cut, brings the digests up to date, and leaves all
     * that the shard knows in the store.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public void cut(int firstKeyGroup, int lastKeyGroup, VersionSink sink) {
        List<RowKey> changed = new ArrayList<>(changedSinceCut);
        changed.sort(Comparator.comparingInt(this::keyGroup).thenComparing(Comparator.naturalOrder()));
        int next = 0;
        for (int keyGroup = firstKeyGroup; keyGroup <= lastKeyGroup; keyGroup++) {
            Ledger ledger = ledger(keyGroup);
            while (next < changed.size() && keyGroup(changed.get(next)) == keyGroup) {
                cutRow(keyGroup, changed.get(next++), ledger, sink);
            }
            sink.endOfKeyGroup(keyGroup, ledger);
        }
        changedSinceCut.clear();
        cache.flush();
        ledgers.forEach(store::writeLedger);
    }

    private void cutRow(int keyGroup, RowKey key, Ledger ledger, VersionSink sink) {
        Row row = rowOf(key);
        int width = tables.get(key.table()).width();
        long contribution = Digests.contribution(key.table(), key.row(), row.values, width);
        if (row.contribution == 0) {
            ledger.rows++;
        }
        ledger.digest += contribution - row.contribution;
        row.contribution = contribution;
        cache.markDirty(key);
        sink.row(keyGroup, key, row.values, width);
    }

    private Row rowOf(RowKey key) {
        Row row = cache.get(key);
        if (row == null) {
            row = store.read(keyGroup(key), key);
            if (row == null) {
                row = Rows.born(tables.get(key.table()), seed, key.row());
            }
            cache.put(key, row);
        }
        return row;
    }

    private Ledger ledger(int keyGroup) {
        return ledgers.computeIfAbsent(keyGroup, store::readLedger);
    }

    private int keyGroup(RowKey key) {
        return routing.keyGroup(key.table(), key.row());
    }
}
