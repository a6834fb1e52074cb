package io.millrace.sequence.timeline;

import java.time.Duration;

/**
 * Rings some time after an event, early enough for housekeeping and seldom enough to be cheap: the events of a stretch of
 * time, a quarter of the span, share one ring, at least a span and at most five quarters of it after them.
 */
record Alarm(long span) {
    Alarm(Duration span) {
        this(span.toMillis());
    }

    private long step() {
        return Math.max(1, span / 4);
    }

    /** The number of the stretch in which {@code time} lies. */
    long stretch(long time) {
        return Math.floorDiv(time, step());
    }

    /** When it rings for the events of a stretch. */
    long at(long stretch) {
        return stretch * step() + step() + span;
    }

    /** When it rings for an event at {@code time}. */
    long after(long time) {
        return at(stretch(time));
    }
}
