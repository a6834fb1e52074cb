package io.millrace.learner.server;

import io.millrace.model.row.Digests;
import io.millrace.model.row.Row;
import io.millrace.model.row.Table;
import io.millrace.schemas.Precision;
import io.millrace.schemas.codec.Bfloat16;
import java.util.List;

/** Cuts one version: what changed, key group by key group, with digests brought up to date. */
final class VersionCut {
    /** Rows that a cut looks at because of their time; when it has done so many, the others are left to later cuts. */
    private static final int MOST_LOOKED_AT = 1 << 14;

    private final ShardState state;
    private final boolean everythingIsNew;
    private final VersionSink sink;
    private boolean flushed;
    private int lookedAt;

    /** @param everythingIsNew whether the version is to hold all rows, changed or not */
    VersionCut(ShardState state, boolean everythingIsNew, VersionSink sink) {
        this.state = state;
        this.everythingIsNew = everythingIsNew;
        this.sink = sink;
    }

    void cut(int keyGroup) {
        expire(keyGroup);
        Ledger ledger = state.ledger(keyGroup);
        if (everythingIsNew || state.changed.overflown()) {
            storedKeys(keyGroup).stream().sorted().forEach(key -> cut(keyGroup, key.table(), key.row(), ledger));
        } else {
            state.changed.forEach(keyGroup, (table, row) -> cut(keyGroup, table, row, ledger));
        }
        sink.endOfKeyGroup(keyGroup, ledger);
    }

    /** Ends the key group where the version is held: what changed in it goes on being changed. */
    void withhold(int keyGroup) {
        expire(keyGroup);
        sink.endOfKeyGroup(keyGroup, state.ledger(keyGroup));
    }

    /** Ends the rows whose time is over; the others of their bucket go on to a later one. */
    private void expire(int keyGroup) {
        long now = state.ledger(keyGroup).now;
        waitByTtl(keyGroup);
        state.waiting.due(keyGroup, now, this::hasLookedAtEnough, (table, id) -> {
            lookedAt++;
            CachedRow row = state.rows.load(keyGroup, table, id);
            if (row.content.waiting && state.table(table) != null) {
                row.content.waiting = false;
                state.expire(row);
                state.await(row);
                if (row.content.isLive()) {
                    // Nothing that anybody sees of it has changed.
                    state.rows.changed(row);
                } else {
                    state.changed(row);
                }
            }
            state.release();
        });
    }

    private boolean hasLookedAtEnough() {
        return lookedAt >= MOST_LOOKED_AT;
    }

    /**
     * Where rows did not expire before, none waits, and where they lived longer they wait too long: a scan. Those that wait
     * for a shorter life to end are looked at in time.
     */
    private void waitByTtl(int keyGroup) {
        long ttl = state.life.ttlMillis();
        long before = state.waiting.ttl(keyGroup);
        if (ttl > 0 && (before == 0 || ttl < before)) {
            if (hasLookedAtEnough()) {
                return;
            }
            state.waiting.clear(keyGroup);
            for (RowKey key : storedKeys(keyGroup)) {
                if (state.table(key.table()) != null && state.isMortal(key.table())) {
                    state.awaitAgain(state.rows.load(keyGroup, key.table(), key.row()));
                    state.release();
                    lookedAt++;
                }
            }
        }
        state.waiting.setTtl(keyGroup, ttl);
    }

    /** Of all rows of a key group that there are: the cut itself adds none. */
    private List<RowKey> storedKeys(int keyGroup) {
        if (!flushed) {
            state.rows.flush();
            flushed = true;
        }
        return state.rows.storedKeys(keyGroup);
    }

    private void cut(int keyGroup, int number, long id, Ledger ledger) {
        CachedRow cached = state.rows.load(keyGroup, number, id);
        Table table = state.table(number);
        if (table == null) {
            // Also where no version had it: a reader of another lineage's rows is to forget it too.
            end(cached, ledger);
            state.rows.remove(cached);
        } else if (cached.content.isLive()) {
            publish(cached, table.width(), ledger);
        } else {
            if (cached.content.contribution != 0) {
                end(cached, ledger);
            }
            forget(cached);
        }
        state.release();
    }

    private void publish(CachedRow cached, int width, Ledger ledger) {
        Row row = cached.content;
        float[] weights = rounded(row.values, width);
        long contribution = Digests.contribution(cached.table, cached.row, weights, width);
        // Where it is not known which rows changed, those that differ did; and a change may be lost in rounding.
        if (contribution == row.contribution && !everythingIsNew) {
            return;
        }
        if (row.contribution == 0) {
            ledger.rows++;
        }
        ledger.digest += contribution - row.contribution;
        row.contribution = contribution;
        state.rows.changed(cached);
        sink.row(cached.keyGroup, cached.key(), weights, width);
    }

    private float[] rounded(float[] values, int width) {
        if (sink.precision() == Precision.FLOAT32) {
            return values;
        }
        float[] rounded = new float[width];
        for (int i = 0; i < width; i++) {
            rounded[i] = Bfloat16.round(values[i]);
        }
        return rounded;
    }

    private void end(CachedRow cached, Ledger ledger) {
        if (cached.content.contribution != 0) {
            ledger.rows--;
            ledger.digest -= cached.content.contribution;
            cached.content.contribution = 0;
            state.rows.changed(cached);
        }
        sink.tombstone(cached.keyGroup, cached.key());
    }

    /** Of a row that waits something stays, so that it is never in two buckets. */
    private void forget(CachedRow cached) {
        Row row = cached.content;
        if (row.touches == 0 && row.erasedUntil == Row.NEVER && !row.waiting) {
            state.rows.remove(cached);
        }
    }
}
