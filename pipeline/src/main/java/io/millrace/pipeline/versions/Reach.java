package io.millrace.pipeline.versions;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says what to do when a topic is out of reach. */
final class Reach {
    private Reach() {}

    static VersionsException failure(String topic, String brokers, KafkaException failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return new VersionsException("there is no topic " + topic + " at " + brokers
                    + ": make it with 'millrace topics', or say where it is with --set kafka.bootstrap-servers");
        }
        Throwable reason = failure.getCause() != null ? failure.getCause() : failure;
        return new VersionsException(
                "the topic " + topic + " at " + brokers + " is out of reach (" + reason.getMessage()
                        + "): start the broker, or say where it is with --set kafka.bootstrap-servers",
                failure);
    }
}
