package io.millrace.serving.topic;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where topics are followed.
 *
 * @param bootstrapServers of Kafka, {@code host:port} with commas between
 * @param properties further properties of the Kafka consumer, for example of its security
 * @param pollTimeout how long one look for records waits, and at most how long a status is out of date
 */
public record Brokers(String bootstrapServers, Map<String, String> properties, Duration pollTimeout) {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    public Brokers {
        properties = Map.copyOf(properties);
    }

    /** Without further properties. */
    public static Brokers of(String bootstrapServers) {
        return new Brokers(bootstrapServers, Map.of(), POLL_TIMEOUT);
    }

    /** Those of a consumer without a group, which never commits: every follower sees everything. */
    Properties consumerProperties() {
        Properties all = new Properties();
        all.putAll(properties);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return all;
    }
}
