package io.millrace.serving.follow;

import io.millrace.serving.topic.TopicStatus;
import io.millrace.serving.topic.TopicStatus.State;
import java.util.Optional;

/**
 * How a follower is, at one moment.
 *
 * @param state what it is doing; a version in use stays in use, whatever it is
 * @param failure why it failed; empty unless it did
 * @param assembly how far the versions are
 * @param records records read
 * @param undecodable of them, how many are not what the contract says; they were skipped
 * @param lastUndecodable where the last of them is and what is wrong with it; empty if there was none
 * @param lag records that are in the topic and not yet read, {@link #UNKNOWN_LAG} until the broker has said
 */
public record FollowerStatus(
        State state,
        Optional<Throwable> failure,
        AssemblyStatus assembly,
        long records,
        long undecodable,
        String lastUndecodable,
        long lag) {
    public static final long UNKNOWN_LAG = TopicStatus.UNKNOWN_LAG;

    static FollowerStatus of(TopicStatus topic, AssemblyStatus assembly) {
        return new FollowerStatus(
                topic.state(),
                topic.failure(),
                assembly,
                topic.records(),
                topic.undecodable(),
                topic.lastUndecodable(),
                topic.lag());
    }
}
