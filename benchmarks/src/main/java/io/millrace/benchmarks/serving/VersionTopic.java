package io.millrace.benchmarks.serving;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A model topic that counts what is written to it. */
final class VersionTopic implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final KafkaProducer<byte[], byte[]> producer;
    private long records;
    private long bytes;

    /** Makes the topics of a broker that has none. */
    VersionTopic(String brokers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            new Topics(1, PARTITIONS).create(admin);
        }
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "linger.ms",
                        20,
                        "batch.size",
                        256 * 1024,
                        "compression.type",
                        "lz4",
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(int keyGroup, ModelRecordCodec.Encoded record) {
        records++;
        bytes += record.key().length + record.value().length;
        producer.send(new ProducerRecord<>(TopicNames.MODEL, keyGroup % PARTITIONS, record.key(), record.value()));
    }

    /** Returns when all is durable. */
    void flush() {
        producer.flush();
    }

    long records() {
        return records;
    }

    /** Of keys and values, before compression. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        producer.close();
    }
}
