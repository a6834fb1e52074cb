package io.millrace.pipeline.display;

import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the training-examples topic and keeps the newest sequence of a few users: always the same ones, those whose
 * scrambled ids are smallest among users with a history worth showing.
 */
public final class RecentUsers implements AutoCloseable {
    private static final int WORTH_SHOWING = 5;
    private static final Duration POLL = Duration.ofMillis(200);

    private final int users;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final TreeMap<Long, TrainingExample> byScrambledUser = new TreeMap<>(Long::compareUnsigned);
    private final Thread thread = new Thread(this::run, "recent-users");
    private volatile boolean closing;

    /** @param users how many are kept */
    public RecentUsers(String bootstrapServers, String topic, int users) {
        this.users = users;
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The newest example of each user kept. */
    public List<TrainingExample> newest() {
        synchronized (byScrambledUser) {
            return List.copyOf(byScrambledUser.values());
        }
    }

    private void run() {
        SingleObjectCodec<TrainingExample> codec = new SingleObjectCodec<>(TrainingExample.class);
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(codec.decode(record.value()));
                }
            }
        } catch (WakeupException e) {
            // Closed while polling.
        } catch (UndecodableException e) {
            throw new IllegalStateException("a record of " + topic + " that the job did not write", e);
        }
    }

    private void take(TrainingExample example) {
        if (example.getInteractions().size() < WORTH_SHOWING) {
            return;
        }
        synchronized (byScrambledUser) {
            byScrambledUser.put(Ids.mix(example.getUser()), example);
            if (byScrambledUser.size() > users) {
                byScrambledUser.pollLastEntry();
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
