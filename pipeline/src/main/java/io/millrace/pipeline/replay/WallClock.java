package io.millrace.pipeline.replay;

/** The time of day and waiting for it; an argument, so that a test replays a day in no time. */
public interface WallClock {
    /** The clock of this machine. */
    WallClock SYSTEM = new WallClock() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public void sleep(long millis) throws InterruptedException {
            Thread.sleep(millis);
        }
    };

    /** Milliseconds since the epoch. */
    long millis();

    /** Returns when {@code millis} have passed. */
    void sleep(long millis) throws InterruptedException;
}
