package io.millrace.learner.server;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.LayoutChange;
import io.millrace.model.row.Row;
import io.millrace.model.row.Table;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * One shard of the parameter server: the rows of its key groups, updated in the order in which pushes arrive.
 *
 * <p>A row that was never pushed to equals its deterministic birth and is not stored: it is no live row. The first push
 * makes it one or, where rows have to be admitted, the last of so many; until then the key group's out-of-vocabulary row
 * stands in for it, from when anything is learnt into that. A pull changes nothing.
 *
 * <p>Requests name tables by id, everything that outlives the configuration by number.
 */
public final class ParameterShard {
    private final ShardState state;
    private Backlog backlog = Backlog.NOTHING;
    private boolean beforeFirstCut = true;

    /**
     * @param tables the model's layout
     * @param seed from which rows are born
     * @param life when rows begin and end
     * @param cacheBytes bound of the memory for rows, and for knowing which of them changed
     */
    public ParameterShard(
            List<Table> tables, long seed, Routing routing, RowStore store, RowLife life, long cacheBytes) {
        this.state = new ShardState(tables, seed, routing, store, life, cacheBytes);
    }

    /** Of rows that live for ever. */
    public ParameterShard(List<Table> tables, long seed, Routing routing, RowStore store, long cacheBytes) {
        this(tables, seed, routing, store, RowLife.FOREVER, cacheBytes);
    }

    /**
     * The weights of the rows, one behind the other, packed.
     *
     * @param eventTime milliseconds, of what asks
     */
    public byte[] pull(int[] tableIds, long[] rowIds, long eventTime) {
        Floats weights = new Floats();
        CachedRow[] loaded = state.rows.load(numbersOf(tableIds), rowIds);
        for (int i = 0; i < loaded.length; i++) {
            weights.add(
                    valuesAt(loaded[i], eventTime),
                    0,
                    state.configured(tableIds[i]).width());
        }
        state.release();
        return weights.packed();
    }

    private float[] valuesAt(CachedRow cached, long eventTime) {
        Row row = cached.content;
        boolean mortal = state.isMortal(cached.table);
        boolean over = mortal && state.life.isExpired(row, Math.max(eventTime, state.ledger(cached.keyGroup).now));
        if (row.values.length > 0 && !over) {
            return row.values;
        }
        if (mortal && !state.life.admitsAtOnce()) {
            Row standIn = state.outOfVocabulary(cached.keyGroup, cached.table).content;
            if (standIn.isLive()) {
                return standIn.values;
            }
        }
        return state.born(cached.table, cached.row).values;
    }

    /**
     * Applies one gradient to each row.
     *
     * @param packedGradients one behind the other, packed
     * @param drawn which of the rows are negatives only; empty if none
     * @param eventTime milliseconds
     * @return the updates that were refused, none as a rule
     */
    public List<Refusal> push(int[] tableIds, long[] rowIds, byte[] packedGradients, boolean[] drawn, long eventTime) {
        RowUpdates updates = new RowUpdates(state, Floats.unpack(packedGradients), eventTime);
        CachedRow[] loaded = state.rows.load(numbersOf(tableIds), rowIds);
        int at = 0;
        for (int i = 0; i < loaded.length; i++) {
            updates.apply(loaded[i], at, drawn.length > 0 && drawn[i]);
            at += state.configured(tableIds[i]).width();
        }
        List<Refusal> refusals = updates.finish();
        state.release();
        return refusals;
    }

    /** Of rows none of which is a negative only. */
    public List<Refusal> push(int[] tableIds, long[] rowIds, byte[] packedGradients, long eventTime) {
        return push(tableIds, rowIds, packedGradients, new boolean[0], eventTime);
    }

    /**
     * Erases a row: it is as if it had never been, and what happened until {@code until} has no effect on it any more, as
     * long as erasures are remembered. To erase again what is erased changes nothing.
     *
     * @param until milliseconds of event time, inclusive
     */
    public void erase(int tableId, long rowId, long until) {
        int number = state.number(tableId);
        CachedRow cached = state.rows.load(state.routing.keyGroup(number, rowId), number, rowId);
        state.expire(cached);
        if (cached.content.erasedUntil < until) {
            state.ledger(cached.keyGroup).erased += cached.content.isLive() ? 1 : 0;
            cached.content.forget();
            cached.content.erasedUntil = until;
            state.changed(cached);
            state.await(cached);
        }
        state.release();
    }

    private int[] numbersOf(int[] tableIds) {
        int[] of = new int[tableIds.length];
        for (int i = 0; i < of.length; i++) {
            of[i] = state.number(tableIds[i]);
        }
        return of;
    }

    /** Counts an example whose gradients have been applied. */
    public void audit(long exampleId) {
        Ledger ledger = state.ledger(state.routing.keyGroup(AUDIT, exampleId));
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
        new LayoutMigration(state, change).run(firstKeyGroup, lastKeyGroup);
        takeOver(Backlog.EVERYTHING);
    }

    /**
     * Cuts a version: hands over every row changed since the last cut, brings the digests up to date, and leaves all
     * that the shard knows in the store.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public void cut(int firstKeyGroup, int lastKeyGroup, VersionSink sink) {
        endKeyGroups(firstKeyGroup, lastKeyGroup, new VersionCut(state, isAllNew(), sink)::cut);
        state.changed.clear();
        backlog = Backlog.NOTHING;
        leaveInStore();
    }

    /**
     * Goes past a version that is held: hands over no row, and none of the changes is forgotten; ledgers stay those of the
     * last version that was cut, but for what they count. Leaves all that the shard knows in the store, without which rows
     * changed: of that there is {@link #backlog()}.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public void withhold(int firstKeyGroup, int lastKeyGroup, VersionSink sink) {
        endKeyGroups(firstKeyGroup, lastKeyGroup, new VersionCut(state, isAllNew(), sink)::withhold);
        if (!isAllNew()) {
            backlog = Backlog.WHAT_DIFFERS;
        }
        leaveInStore();
    }

    private void endKeyGroups(int firstKeyGroup, int lastKeyGroup, IntConsumer end) {
        if (beforeFirstCut) {
            endStandIns(firstKeyGroup, lastKeyGroup);
            beforeFirstCut = false;
        }
        for (int keyGroup = firstKeyGroup; keyGroup <= lastKeyGroup; keyGroup++) {
            end.accept(keyGroup);
        }
    }

    private void leaveInStore() {
        state.flush();
        state.release();
    }

    private boolean isAllNew() {
        return backlog == Backlog.EVERYTHING;
    }

    /** What the versions cut so far lack, beyond the rows that change from now on: to be taken over after a restore. */
    public Backlog backlog() {
        return backlog;
    }

    /** Has the next version that is cut make up for what those before it lack. */
    public void takeOver(Backlog restored) {
        if (restored == Backlog.WHAT_DIFFERS) {
            state.changed.overflow();
        }
        backlog = backlog.or(restored);
    }

    /**
     * Where rows are admitted at once, those that stood in for others before this shard began end: it takes what is not
     * there as at birth, and so must a follower.
     */
    private void endStandIns(int firstKeyGroup, int lastKeyGroup) {
        if (state.life.admitsAtOnce()) {
            for (int keyGroup = firstKeyGroup; keyGroup <= lastKeyGroup; keyGroup++) {
                state.endStandIns(keyGroup);
            }
        }
    }

    /**
     * What the key groups have counted since the model began, by name.
     *
     * @param firstKeyGroup of this shard
     * @param lastKeyGroup of this shard, inclusive
     */
    public Map<String, Long> counts(int firstKeyGroup, int lastKeyGroup) {
        Map<String, Long> counts = new TreeMap<>();
        for (int keyGroup = firstKeyGroup; keyGroup <= lastKeyGroup; keyGroup++) {
            state.ledger(keyGroup).counts((name, count) -> counts.merge(name, count, Long::sum));
        }
        return counts;
    }

    /** How the cache does. */
    public CacheStatistics cacheStatistics() {
        return state.rows.statistics();
    }
}
