package io.millrace.pipeline.kafka;

import io.millrace.learner.publish.ModelLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The model topic. A key group always goes to partition {@code keyGroup mod partitions}, so that what a partition holds
 * does not depend on parallelism; manifests go to partition 0.
 */
public final class KafkaModelLog implements ModelLog {
    /** Where the manifests are. */
    public static final int MANIFEST_PARTITION = 0;

    private static final int MOST_BYTES = 64 << 20;

    private final String topic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private KafkaModelLog(String bootstrapServers, String topic) {
        this.topic = topic;
        this.partitions = ModelTopic.require(bootstrapServers, topic);
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        // The topic says how large a record may be, and nobody else.
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        MOST_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Opens the topic where it is written; a topic that cannot be published to ends the job, which says what is wrong with
     * it.
     */
    public static ModelLog.Factory factory(String bootstrapServers, String topic) {
        return () -> new KafkaModelLog(bootstrapServers, topic);
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public void append(int keyGroup, byte[] key, byte[] value) {
        send(new ProducerRecord<>(topic, keyGroup % partitions, key, value));
    }

    @Override
    public void appendManifest(byte[] key, byte[] value) {
        send(new ProducerRecord<>(topic, MANIFEST_PARTITION, key, value));
    }

    /** Once a record has failed, so has the flush to come; each of the others might wait as long for a broker in vain. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        if (failure.get() != null) {
            return;
        }
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    @Override
    public void flush() throws IOException {
        try {
            producer.flush();
        } catch (InterruptException e) {
            throw new InterruptedIOException("interrupted while publishing to " + topic);
        }
        Exception failed = failure.getAndSet(null);
        if (failed != null) {
            throw new IOException("cannot publish to topic " + topic + ": " + reason(failed), failed);
        }
    }

    private String reason(Exception failed) {
        return failed instanceof RecordTooLargeException
                ? failed.getMessage() + " Raise " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " of the topic."
                : failed.getMessage();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
