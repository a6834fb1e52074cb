package io.millrace.sequence.timeline;

import java.time.Duration;

/**
 * Rings some time after an event, early enough for housekeeping and seldom enough to be cheap: events of a quarter of the
 * span share one ring, at least a span and at most five quarters of it after them.
 */
record Alarm(long span) {
    Alarm(Duration span) {
        this(span.toMillis());
    }

    private long step() {
        return Math.max(1, span / 4);
    }

    /** When it rings for an event at {@code time}. */
    long after(long time) {
        return Math.floorDiv(time, step()) * step() + step() + span;
    }

    /** Whether it may ring at {@code time}. */
    boolean ringsAt(long time) {
        return Math.floorMod(time - span, step()) == 0;
    }
}
