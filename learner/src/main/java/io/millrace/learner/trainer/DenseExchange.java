package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reading;
import io.millrace.model.Gradients;
import io.millrace.model.row.Table;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * When a trainer pulls the dense tensors and when it pushes their gradients: after so many steps both, the push first, so
 * that what is pulled has it; and pulls in between when what it has is too old.
 *
 * <p>Only the number of steps decides what is pushed together, and a single trainer finds the tensors unchanged when it
 * pulls in between: time has no part in what is learnt then.
 */
final class DenseExchange {
    private final StalenessBounds bounds;
    private final LongSupplier clock;
    private final DenseWindow window;
    private final Reading[] readings;
    private boolean due = true;
    private long askedAt;

    /**
     * @param tables the model's layout
     * @param shards of the server
     * @param clock milliseconds, by which the tensors grow old
     */
    DenseExchange(StalenessBounds bounds, List<Table> tables, int shards, LongSupplier clock) {
        this.bounds = bounds;
        this.clock = clock;
        this.window = new DenseWindow(tables, bounds.denseSteps());
        this.readings = new Reading[shards];
        Arrays.fill(readings, Reading.NONE);
    }

    /** Gradients that were not pushed. */
    DenseWindow window() {
        return window;
    }

    /** Whether a step that begins now has to pull the tensors; it is taken to do so. */
    boolean takeTurn() {
        long now = clock.getAsLong();
        if (!due && now - askedAt < bounds.denseMillis()) {
            return false;
        }
        due = false;
        askedAt = now;
        return true;
    }

    /** The tensors' blocks of a shard are in use from now on as they were read then. */
    void use(int shard, Reading reading) {
        boolean isFirst = window.isEmpty() || readings[shard].isNone();
        readings[shard] = isFirst ? reading : readings[shard].earlier(reading);
    }

    /** When the blocks of a shard were first read that the gathered gradients were computed from. */
    Reading reading(int shard) {
        return readings[shard];
    }

    /** Takes the gradients of an example's step; returns whether it is time to push. */
    boolean add(Gradients gradients, long example, long eventTime) {
        window.add(gradients, example, eventTime);
        return window.isFull();
    }

    /** The gradients have been pushed. */
    void pushed() {
        due = true;
    }
}
