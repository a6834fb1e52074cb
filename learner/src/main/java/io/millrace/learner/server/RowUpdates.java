package io.millrace.learner.server;

import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Row;
import io.millrace.model.row.Table;
import java.util.ArrayList;
import java.util.List;

/** What one push does to rows: which learn, which stand-ins learn for them, and which updates are refused. */
final class RowUpdates {
    private final ShardState state;
    private final float[] gradients;
    private final long eventTime;
    private final Newcomers newcomers = new Newcomers();
    private final List<Refusal> refusals = new ArrayList<>(0);
    private float[] scratch = new float[0];

    /**
     * @param gradients of all rows
     * @param eventTime of the push, milliseconds
     */
    RowUpdates(ShardState state, float[] gradients, long eventTime) {
        this.state = state;
        this.gradients = gradients;
        this.eventTime = eventTime;
    }

    /**
     * Applies the gradient of one row.
     *
     * @param at where it begins
     * @param drawn whether the row is a negative only
     */
    void apply(CachedRow cached, int at, boolean drawn) {
        Ledger ledger = state.ledger(cached.keyGroup);
        ledger.now = Math.max(ledger.now, eventTime);
        if (!state.isMortal(cached.table)) {
            update(cached, gradients, at, true);
            return;
        }
        // By the clock alone, whatever cuts have made of it: a replay is to come to the same.
        state.expire(cached);
        if (eventTime <= cached.content.erasedUntil) {
            ledger.erasedLate++;
            return;
        }
        learn(cached, at, !drawn || state.life.isForever());
        state.await(cached);
    }

    private void learn(CachedRow cached, int at, boolean isTouch) {
        boolean atOnce = state.life.admitsAtOnce();
        if (cached.content.isLive() || isTouch && atOnce) {
            update(cached, gradients, at, isTouch);
        } else if (!atOnce) {
            newcomers.add(cached, gradients, at, state.table(cached.table).width());
            if (isTouch) {
                touch(cached);
            }
        }
    }

    /** Counts a touch of a row that is not admitted, and admits it if it was the last that was missing. */
    private void touch(CachedRow cached) {
        Row row = cached.content;
        row.touches++;
        row.lastTouched = Math.max(row.lastTouched, eventTime);
        state.rows.changed(cached);
        if (row.touches >= state.life.admissionTouches()) {
            row.values = state.born(cached.table, cached.row).values;
            row.touches = 0;
            state.changed(cached);
        }
    }

    /** Has the stand-ins learn, and returns the updates that were refused. */
    List<Refusal> finish() {
        newcomers.forEach((keyGroup, number, sum) -> update(state.outOfVocabulary(keyGroup, number), sum, 0, true));
        return refusals;
    }

    /** Applies a gradient unless that would make the row explode: then the row stays as it is. */
    private void update(CachedRow cached, float[] from, int at, boolean isTouch) {
        Row row = cached.content;
        Table table = state.table(cached.table);
        int stored = table.storedWidth();
        float[] before = row.values.length > 0 ? row.values : state.born(cached.table, cached.row).values;
        if (scratch.length < stored) {
            scratch = new float[stored];
        }
        System.arraycopy(before, 0, scratch, 0, stored);
        table.optimizer().apply(scratch, table.width(), from, at, row.updates + 1);
        if (!RowGuard.accepts(before, scratch, table.width(), stored)) {
            state.ledger(cached.keyGroup).refused++;
            refusals.add(new Refusal(cached.keyGroup, table.name(), cached.row, OutOfVocabulary.is(cached.table)));
            return;
        }
        System.arraycopy(scratch, 0, before, 0, stored);
        row.values = before;
        row.touches = 0;
        row.updates++;
        row.lastTouched = isTouch ? Math.max(row.lastTouched, eventTime) : row.lastTouched;
        state.changed(cached);
    }
}
