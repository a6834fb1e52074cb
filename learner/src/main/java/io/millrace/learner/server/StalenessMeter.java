package io.millrace.learner.server;

import io.millrace.learner.exchange.Reading;
import java.util.function.LongConsumer;

/**
 * Tells how stale the weights were that gradients come from: by how many pushes the shard was ahead, and for how long, when
 * a gradient came that was computed from what it had read.
 */
public final class StalenessMeter {
    private final LongConsumer updates;
    private final LongConsumer millis;
    private long pushes;

    /**
     * @param updates is told pushes applied between reading and applying
     * @param millis is told milliseconds between them
     */
    public StalenessMeter(LongConsumer updates, LongConsumer millis) {
        this.updates = updates;
        this.millis = millis;
    }

    /** What a reply says of the moment {@code now}, milliseconds. */
    public Reading read(long now) {
        return new Reading(pushes, now);
    }

    /** A push was applied at {@code now} whose gradients are of {@code reading}. */
    public void pushed(Reading reading, long now) {
        if (!reading.isNone()) {
            updates.accept(pushes - reading.clock());
            millis.accept(now - reading.millis());
        }
        pushes++;
    }
}
