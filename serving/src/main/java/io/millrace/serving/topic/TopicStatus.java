package io.millrace.serving.topic;

import java.util.Optional;

/**
 * How a follower is, at one moment.
 *
 * @param state what it is doing
 * @param failure why it failed; empty unless it did
 * @param records records read
 * @param undecodable of them, how many are not what the contract says; they were skipped
 * @param lastUndecodable where the last of them is and what is wrong with it; empty if there was none
 * @param lag records that are in the topics and not yet read, {@link #UNKNOWN_LAG} until the broker has said
 */
public record TopicStatus(
        State state, Optional<Throwable> failure, long records, long undecodable, String lastUndecodable, long lag) {
    public static final long UNKNOWN_LAG = -1;

    /** What a follower is doing. */
    public enum State {
        /** Waits for the broker or for the topics to be there. */
        STARTING,
        FOLLOWING,
        /** Stopped by what it did not expect; what was read stays. */
        FAILED,
        CLOSED
    }
}
