package io.millrace.serving.follow;

import io.millrace.serving.topic.Brokers;
import java.time.Duration;
import java.util.Map;

/**
 * Where the model topic is.
 *
 * @param bootstrapServers of Kafka, {@code host:port} with commas between
 * @param topic the model topic
 * @param properties further properties of the Kafka consumer, for example of its security
 * @param pollTimeout how long one look for records waits, and at most how long the status is out of date
 * @param versionsKept how many verified versions can be served, a pinned one not counted; at least 1
 */
public record FollowerConfig(
        String bootstrapServers, String topic, Map<String, String> properties, Duration pollTimeout, int versionsKept) {
    public FollowerConfig {
        properties = Map.copyOf(properties);
    }

    /** Without further properties, with as many versions kept as is usual. */
    public static FollowerConfig of(String bootstrapServers, String topic) {
        Brokers plain = Brokers.of(bootstrapServers);
        return new FollowerConfig(
                bootstrapServers, topic, plain.properties(), plain.pollTimeout(), KeptVersions.DEFAULT_MOST);
    }

    Brokers brokers() {
        return new Brokers(bootstrapServers, properties, pollTimeout);
    }
}
