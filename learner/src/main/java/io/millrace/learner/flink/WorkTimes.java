package io.millrace.learner.flink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What an operator's thread has spent its time on since it was opened, by kind of work, as gauges in milliseconds. Work
 * that is begun within other work is taken out of it: every moment counts once. Not thread-safe: the gauges are read by
 * others and may be a moment old.
 */
final class WorkTimes {
    private final MetricGroup metrics;
    private final LongSupplier clock;
    private final Kind other = new Kind();
    private final Deque<Kind> interrupted = new ArrayDeque<>();
    private Kind running = other;
    private long since;

    /** @param clock nanoseconds, from any moment on */
    WorkTimes(MetricGroup metrics, LongSupplier clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.since = clock.getAsLong();
    }

    /** One kind of work. */
    final class Kind {
        private volatile long nanos;

        /** What the thread does now, until {@link #end()}; a failure in between ends the attempt, and its times. */
        void begin() {
            interrupted.push(running);
            switchTo(this);
        }

        /** Lets go on what it interrupted. */
        void end() {
            switchTo(interrupted.pop());
        }
    }

    /** A kind of work, shown by the metric {@code name}. */
    Kind kind(String name) {
        Kind kind = new Kind();
        metrics.gauge(name, (Gauge<Long>) () -> kind.nanos / 1_000_000);
        return kind;
    }

    private void switchTo(Kind next) {
        long now = clock.getAsLong();
        running.nanos += now - since;
        since = now;
        running = next;
    }
}
