package io.millrace.pipeline.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of Millrace as they are made on any broker.
 *
 * <p>Segments are small, so that retention and compaction have something to work on even on a laptop. The replication
 * factor is the broker's default.
 *
 * @param eventPartitions partitions of {@code events} and {@code training-examples}, both keyed by user
 * @param modelPartitions partitions of {@code model}
 */
public record Topics(int eventPartitions, int modelPartitions) {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final int MEBIBYTE = 1 << 20;
    // No other topic keeps what a user did for longer: an erasure is known until all that it was about is gone.
    private static final Duration LONGEST_KEPT = Duration.ofDays(14);

    public Topics {
        if (eventPartitions < 1 || modelPartitions < 1) {
            throw new IllegalArgumentException(
                    "a topic has at least one partition, not " + Math.min(eventPartitions, modelPartitions));
        }
    }

    /**
     * Makes those topics that do not exist and leaves the others as they are.
     *
     * @return the partitions of each topic, by name; a topic that was there keeps its number, whatever this record says
     * @throws IllegalStateException if the broker refuses or does not answer
     */
    public Map<String, Integer> create(Admin admin) {
        List<NewTopic> topics = definitions();
        CreateTopicsResult made = admin.createTopics(topics);
        Map<String, Integer> partitions = new HashMap<>();
        for (NewTopic topic : topics) {
            partitions.put(topic.name(), partitionsOf(topic.name(), made, admin));
        }
        awaitKnown(partitions.keySet(), admin);
        return Map.copyOf(partitions);
    }

    /** A topic is made when the controller has written it down; a broker hears of it a moment later. */
    private static void awaitKnown(Set<String> topics, Admin admin) {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        try {
            while (!admin.listTopics().names().get().containsAll(topics)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The broker made topics that it does not know after "
                            + KNOWN_WITHIN.toSeconds() + " s: " + topics);
                }
                Thread.sleep(20);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Topics cannot be listed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static int partitionsOf(String topic, CreateTopicsResult made, Admin admin) {
        try {
            return made.numPartitions(topic).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return partitionsOf(topic, admin);
            }
            throw new IllegalStateException(
                    "Topic " + topic + " cannot be made: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static int partitionsOf(String topic, Admin admin) {
        try {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Topic " + topic + " cannot be read: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while making topics", e);
    }

    private List<NewTopic> definitions() {
        return List.of(
                // The broker's clock, so that freshness is measured from when an event arrived.
                topic(
                        TopicNames.EVENTS,
                        eventPartitions,
                        deletedAfter(Duration.ofDays(7)),
                        Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")),
                // A slice of a long history outgrows Kafka's own limit of one MiB.
                topic(
                        TopicNames.TRAINING_EXAMPLES,
                        eventPartitions,
                        deletedAfter(Duration.ofDays(1)),
                        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(8 * MEBIBYTE))),
                topic(TopicNames.MODEL, modelPartitions, compacted(), Map.of()),
                topic(TopicNames.MODEL_CONTROL, 1, compacted(), Map.of()),
                topic(TopicNames.EVALUATIONS, 1, deletedAfter(Duration.ofDays(7)), Map.of()),
                // A letter is larger than what it keeps, and must not be refused for it.
                topic(
                        TopicNames.DEAD_LETTERS,
                        1,
                        deletedAfter(LONGEST_KEPT),
                        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(8 * MEBIBYTE))),
                // Compacted, it would keep the ids of those who asked to be erased, for ever.
                topic(TopicNames.ERASURES, 1, deletedAfter(LONGEST_KEPT), Map.of()));
    }

    private static NewTopic topic(
            String name, int partitions, Map<String, String> policy, Map<String, String> particulars) {
        Map<String, String> settings = new HashMap<>(policy);
        settings.putAll(particulars);
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
    }

    private static Map<String, String> deletedAfter(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention.toMillis()),
                TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 * MEBIBYTE));
    }

    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(16 * MEBIBYTE),
                // The newest segment is never compacted: close it even when little is published.
                TopicConfig.SEGMENT_MS_CONFIG,
                        String.valueOf(Duration.ofHours(1).toMillis()));
    }
}
