package io.millrace.serving.topic;

import io.millrace.schemas.codec.UndecodableException;
import java.time.Duration;

/**
 * A topic, from when on it is read, and by whom.
 *
 * @param name the topic
 * @param lookBack how long before the start of the follower, by the records' time stamps
 * @param reader gets the value of every record, on the follower's thread, a partition's in their order
 */
public record FollowedTopic(String name, Duration lookBack, Reader reader) {
    /** Takes records. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes the value of one record.
         *
         * @param value null if the record has none
         * @throws UndecodableException if it is not what the contract says: it is counted and skipped
         */
        void read(byte[] value) throws UndecodableException;
    }
}
