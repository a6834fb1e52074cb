package io.millrace.pipeline.deadletter;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.embedded.TopicContents;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with Millrace's topics, to put dead letters on and to see what comes back. */
public final class TestingLetters implements AutoCloseable {
    /** When the record with offset 0 arrived; each further one a second later. */
    public static final long T0 = 1_700_000_000_000L;

    private final EmbeddedBroker broker;
    private final SingleObjectCodec<DeadLetter> codec = new SingleObjectCodec<>(DeadLetter.class);

    /** Makes the topics, {@code events} with three partitions. */
    public TestingLetters(Path folder) {
        broker = EmbeddedBroker.start(folder, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            new Topics(3, 1).create(admin);
        }
    }

    public String brokers() {
        return broker.bootstrapServers();
    }

    public static DeadLetter letter(String reason, int partition, long offset) {
        return letter(TopicNames.EVENTS, reason, partition, offset, "value " + partition + " " + offset);
    }

    /** @param value null for none */
    public static DeadLetter letter(String topic, String reason, int partition, long offset, String value) {
        return DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .setTimestamp(T0 + 1000 * offset)
                .setReason(reason)
                .setDetail("the " + reason + " of " + offset)
                .setKey(ByteBuffer.wrap(("key " + offset).getBytes(StandardCharsets.UTF_8)))
                .setValue(value == null ? null : ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    public void write(DeadLetter... letters) {
        for (DeadLetter letter : letters) {
            writeBytes(codec.encode(letter));
        }
    }

    /** Writes what may be no letter. */
    public void writeBytes(byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TopicNames.DEAD_LETTERS, value));
        }
    }

    /** What the job reads on the events topic: partition, key, value and where each says that it comes from. */
    public List<String> events() {
        return TopicContents.committed(brokers(), TopicNames.EVENTS).stream()
                .map(record -> record.partition() + ": " + text(record.key()) + ", " + text(record.value()) + ", "
                        + text(record.headers()
                                .lastHeader("millrace-dead-letter")
                                .value()))
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many records, marks of transactions included, all topics hold. */
    public long written() {
        // The mark of a transaction is written a moment after it is committed.
        TopicContents.committed(brokers(), TopicNames.EVENTS);
        TopicContents.committed(brokers(), TopicNames.DEAD_LETTERS);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of(TopicNames.EVENTS, TopicNames.DEAD_LETTERS)) {
                consumer.partitionsFor(topic)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
