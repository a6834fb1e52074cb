package io.millrace.pipeline.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic from its beginning to where it ends when reading begins, without records of transactions that did not come off. */
public final class WholeTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String brokers;
    private final String topic;
    private final IntPredicate isRead;
    private final Duration patience;

    /** @param isRead which partitions are read */
    public WholeTopic(String brokers, String topic, IntPredicate isRead) {
        this(brokers, topic, isRead, PATIENCE);
    }

    /** @param patience how long to wait for an answer of the broker */
    WholeTopic(String brokers, String topic, IntPredicate isRead, Duration patience) {
        this.brokers = brokers;
        this.topic = topic;
        this.isRead = isRead;
        this.patience = patience;
    }

    /** All partitions. */
    public WholeTopic(String brokers, String topic) {
        this(brokers, topic, partition -> true);
    }

    /**
     * Gives every record, those of a partition in their order. What belongs to a transaction that is still open is waited for.
     *
     * @throws UnknownTopicOrPartitionException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if it cannot be read, also if the broker goes away meanwhile
     */
    public void forEach(Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .filter(partition -> isRead.test(partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("there is no topic " + topic);
            }
            Map<TopicPartition, Long> ends = ends(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Set<TopicPartition> left = new HashSet<>(partitions);
            left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            int quiet = 0;
            while (!left.isEmpty()) {
                ConsumerRecords<byte[], byte[]> next = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : next) {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        records.accept(record);
                    }
                }
                left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
                quiet = next.isEmpty() ? quiet + 1 : 0;
                if (quiet > patience.dividedBy(POLL)) {
                    // Nothing comes for an open transaction, or because nobody is there: this asks, and tells them
                    // apart.
                    consumer.endOffsets(left);
                    quiet = 0;
                }
            }
        }
    }

    /**
     * Behind what is still open: a transaction that has just been committed is so a moment before it can be read, and has to
     * be waited for.
     */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(partitions);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(settings(isolation), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> settings(String isolation) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) patience.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) patience.toMillis());
    }
}
