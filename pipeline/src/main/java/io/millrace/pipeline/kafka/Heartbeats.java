package io.millrace.pipeline.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Heartbeats on the events topic: a record without a value whose header says that event time has come to a moment, even
 * though nothing happened. A producer that falls silent sends one to let windows close.
 */
public final class Heartbeats {
    private static final String HEADER = "millrace-heartbeat";

    private Heartbeats() {}

    /**
     * Sends one to every partition of a topic and returns when they are durable.
     *
     * @param eventTime milliseconds
     */
    public static void send(String bootstrapServers, String topic, long eventTime) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(eventTime).array();
            List<Future<RecordMetadata>> sent = IntStream.range(
                            0, producer.partitionsFor(topic).size())
                    .mapToObj(partition -> producer.send(new ProducerRecord<>(
                            topic,
                            partition,
                            (byte[]) null,
                            (byte[]) null,
                            List.<Header>of(new RecordHeader(HEADER, time)))))
                    .toList();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "no heartbeat could be sent: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending heartbeats", e);
        }
    }

    /** The event time of a heartbeat; empty if the headers are not a heartbeat's. */
    static OptionalLong timeOf(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null || header.value().length != Long.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(header.value()).getLong());
    }
}
