package io.millrace.pipeline.embedded;

/** What goes on while an embedded system runs. */
public interface Session {
    /**
     * Runs until everything is learnt, or {@link #stop}.
     *
     * @throws RunFailedException if it cannot go on
     */
    void run() throws InterruptedException;

    /** Makes {@link #run} come to its end soon; from any thread. */
    void stop();
}
