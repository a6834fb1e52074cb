package io.millrace.serving.users;

import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.serving.topic.Brokers;
import io.millrace.serving.topic.FollowedTopic;
import io.millrace.serving.topic.TopicFollower;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Keeps {@link UserSequences} as the sequence builder tells of them: what a user did changes the next answer. */
public final class UserFollower {
    /** By so much an erasure may be told of before an example that it is about. */
    private static final Duration BETWEEN_TOPICS = Duration.ofHours(1);

    private UserFollower() {}

    /**
     * A follower, not yet started.
     *
     * @param examples topic of training examples
     * @param erasures topic of what was erased
     * @param lookBack how long ago the examples begin
     */
    public static TopicFollower of(
            Brokers brokers,
            String examples,
            String erasures,
            Duration lookBack,
            InstantSource clock,
            UserSequences users) {
        return new TopicFollower(
                "user-follower",
                brokers,
                clock,
                List.of(
                        FollowedTopic.since(
                                examples,
                                lookBack,
                                decoding(new SingleObjectCodec<>(TrainingExample.class), users::put)),
                        FollowedTopic.since(
                                erasures,
                                lookBack.plus(BETWEEN_TOPICS),
                                decoding(new SingleObjectCodec<>(Erased.class), users::erase))));
    }

    private static <T extends SpecificRecord> FollowedTopic.Reader decoding(
            SingleObjectCodec<T> codec, Consumer<T> taker) {
        return record -> {
            if (record.value() == null) {
                throw new UndecodableException(UndecodableException.Kind.BROKEN_BODY, "a record without a value", null);
            }
            taker.accept(codec.decode(record.value()));
        };
    }
}
