package io.millrace.pipeline.replay;

/**
 * Holds events back until they are due: an event of time t at {@code wall(first) + (t - t(first)) / factor}. What is
 * overdue, because the sender is slow or the event out of order, is not held back.
 */
final class Pacer {
    private final Pace pace;
    private final WallClock clock;
    private boolean started;
    private long firstEventTime;
    private long firstWallTime;

    Pacer(Pace pace, WallClock clock) {
        this.pace = pace;
        this.clock = clock;
    }

    void awaitDue(long eventTime) throws InterruptedException {
        if (!started) {
            started = true;
            firstEventTime = eventTime;
            firstWallTime = clock.millis();
        }
        long due = firstWallTime + (long) ((eventTime - firstEventTime) / pace.factor());
        long wait = due - clock.millis();
        if (wait > 0) {
            clock.sleep(wait);
        }
    }
}
