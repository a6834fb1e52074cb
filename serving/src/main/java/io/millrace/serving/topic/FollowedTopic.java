package io.millrace.serving.topic;

import io.millrace.schemas.codec.UndecodableException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic, from when on it is read, and by whom.
 *
 * @param name the topic
 * @param lookBack how long before the start of the follower, by the records' time stamps; empty: from its beginning
 * @param reader gets every record, on the follower's thread, a partition's in their order
 */
public record FollowedTopic(String name, Optional<Duration> lookBack, Reader reader) {
    /** All that the topic holds. */
    public static FollowedTopic whole(String name, Reader reader) {
        return new FollowedTopic(name, Optional.empty(), reader);
    }

    /** What is not older than {@code lookBack} when the follower starts. */
    public static FollowedTopic since(String name, Duration lookBack, Reader reader) {
        return new FollowedTopic(name, Optional.of(lookBack), reader);
    }

    /** Takes records. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes one record.
         *
         * @throws UndecodableException if it is not what the contract says: it is counted and skipped
         */
        void read(ConsumerRecord<byte[], byte[]> record) throws UndecodableException;
    }
}
