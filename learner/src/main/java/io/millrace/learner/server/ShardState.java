package io.millrace.learner.server;

import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.List;

/** Everything that a shard has: rows, which of them changed, which wait, and a ledger for each key group. */
final class ShardState {
    /** The part of the memory that may go into knowing which rows changed: one in so many. */
    private static final int CHANGED_SHARE = 4;

    /** The same for rows that wait and are not in the store yet. */
    private static final int WAITING_SHARE = 8;

    final Routing routing;
    final RowLife life;
    final RowStore store;
    final ShardRows rows;
    final ChangedRows changed;
    final WaitingRows waiting;
    private final List<Table> tables;
    private final TableNumbers numbers;
    private final long seed;
    private final Ledger[] ledgers;
    /** Ids of out-of-vocabulary rows, by table number and key group: each is searched for once. */
    private final Long2LongOpenHashMap standIns = new Long2LongOpenHashMap();

    ShardState(List<Table> tables, long seed, Routing routing, RowStore store, RowLife life, long cacheBytes) {
        this.tables = tables;
        this.numbers = routing.numbers();
        this.seed = seed;
        this.routing = routing;
        this.life = life;
        this.store = store;
        this.rows = new ShardRows(routing, store, this::absent, cacheBytes);
        this.changed = new ChangedRows(cacheBytes / CHANGED_SHARE);
        this.waiting = new WaitingRows(store, life.bucketWidth(), cacheBytes / WAITING_SHARE);
        this.ledgers = new Ledger[routing.keyGroups()];
    }

    /** The configured table with this id. */
    Table configured(int id) {
        return tables.get(id);
    }

    int number(int id) {
        return numbers.of(id);
    }

    /** The table with this number, or whose out-of-vocabulary rows have it; null if it is no longer configured. */
    Table table(int number) {
        int id = numbers.table(OutOfVocabulary.is(number) ? OutOfVocabulary.number(number) : number);
        return id == TableNumbers.NONE ? null : tables.get(id);
    }

    /** Whether rows of the table with this number are admitted, expire and can be erased. */
    boolean isMortal(int number) {
        return number >= 0 && table(number).kind() == Table.Kind.EMBEDDING;
    }

    /** What a row is before anything is learnt into it. */
    Row born(int number, long row) {
        Table table = table(number);
        return OutOfVocabulary.is(number) ? Rows.bornOutOfVocabulary(table, seed, row) : Rows.born(table, seed, row);
    }

    /** Of a row that has to be admitted there is nothing yet. */
    private Row absent(int number, long row) {
        boolean nothing = table(number) == null || !life.admitsAtOnce() && isMortal(number);
        return nothing ? new Row(Row.NO_VALUES) : born(number, row);
    }

    /** The row that stands in for those of a table that are not admitted. */
    CachedRow outOfVocabulary(int keyGroup, int number) {
        int ofStandIns = OutOfVocabulary.number(number);
        long id = standIns.computeIfAbsent(
                (long) number << Integer.SIZE | keyGroup,
                place -> OutOfVocabulary.row(ofStandIns, keyGroup, routing.keyGroups()));
        return rows.load(keyGroup, ofStandIns, id);
    }

    /** Ends what stands in for others in a key group. */
    void endStandIns(int keyGroup) {
        for (Table table : tables) {
            int number = numbers.of(table.id());
            if (isMortal(number)) {
                CachedRow standIn = outOfVocabulary(keyGroup, number);
                if (standIn.content.isLive()) {
                    standIn.content.forget();
                    changed(standIn);
                }
                release();
            }
        }
    }

    /** Takes down that the next version has to speak of the row. */
    void changed(CachedRow row) {
        rows.changed(row);
        changed.add(row.keyGroup, row.table, row.row);
    }

    /** Has a row looked at when there is something to forget of it, if it is not waiting already. */
    void await(CachedRow row) {
        if (!row.content.waiting) {
            awaitAgain(row);
        }
    }

    /** Has a row looked at that waits in no bucket any more, whatever it says. */
    void awaitAgain(CachedRow row) {
        boolean waited = row.content.waiting;
        long deadline = life.deadline(row.content);
        row.content.waiting = deadline != RowLife.NONE;
        if (row.content.waiting) {
            waiting.add(row.keyGroup, deadline, row.table, row.row);
        }
        if (row.content.waiting != waited) {
            rows.changed(row);
        }
    }

    /** Ends what is over of a row: its life, or that it is known to have been erased. */
    void expire(CachedRow row) {
        Ledger ledger = ledger(row.keyGroup);
        if (life.isExpired(row.content, ledger.now)) {
            ledger.expired += row.content.isLive() ? 1 : 0;
            row.content.forget();
            changed(row);
        }
        if (life.erasureIsOver(row.content, ledger.now)) {
            row.content.erasedUntil = Row.NEVER;
            rows.changed(row);
        }
    }

    Ledger ledger(int keyGroup) {
        if (ledgers[keyGroup] == null) {
            ledgers[keyGroup] = store.readLedger(keyGroup);
        }
        return ledgers[keyGroup];
    }

    /** Lets rows go that the cache has no room for. */
    void release() {
        rows.release(changed.bytes() + waiting.bytes());
    }

    /** Leaves all that is known in the store. */
    void flush() {
        rows.flush();
        waiting.flush();
        for (int keyGroup = 0; keyGroup < ledgers.length; keyGroup++) {
            if (ledgers[keyGroup] != null) {
                store.writeLedger(keyGroup, ledgers[keyGroup]);
            }
        }
    }
}
