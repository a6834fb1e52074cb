package io.millrace.pipeline.replay;

import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events so that no partition ever has an event without having all those sent before it: one request is in flight,
 * it is repeated until the broker answers, and after a refusal nothing more is sent.
 */
final class EventSender implements AutoCloseable {
    /** How long to wait for the last answers; what is not answered by then is sent by the next replay. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private static final Map<String, Object> PREFERRED = Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 << 10);

    private static final Map<String, Object> REQUIRED = Map.of(
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            ProducerConfig.RETRIES_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            Long.MAX_VALUE);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final AtomicLong acknowledged;
    private final AtomicReference<Exception> refusal = new AtomicReference<>();

    /**
     * @param client settings of the Kafka client; those that the promise of this class rests on are overruled
     * @param acknowledged counts the events that the broker has
     */
    EventSender(Map<String, Object> client, String topic, AtomicLong acknowledged) {
        Map<String, Object> settings = new HashMap<>(PREFERRED);
        settings.putAll(client);
        settings.putAll(REQUIRED);
        this.topic = topic;
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.acknowledged = acknowledged;
    }

    /**
     * Sends one event; waits as long as too many are unanswered.
     *
     * @throws ReplayException if an earlier one was refused
     * @throws org.apache.kafka.common.errors.InterruptException if interrupted while waiting
     */
    void send(Event event, byte[] key, int partition, Position position) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                partition,
                key,
                codec.encode(event),
                List.of(new RecordHeader(Position.HEADER, position.encode())));
        try {
            producer.send(record, this::answered);
        } catch (IllegalStateException e) {
            requireNoRefusal();
            throw e;
        }
    }

    /** Waits until everything sent is on the topic. */
    void flush() {
        producer.flush();
        requireNoRefusal();
    }

    /** Stops sending, giving what is on its way a little time, which an interrupt does not cut short. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        producer.close(CLOSING);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answered(RecordMetadata metadata, Exception exception) {
        if (exception == null) {
            acknowledged.incrementAndGet();
        } else if (refusal.compareAndSet(null, exception)) {
            // In the producer's own thread, hence before its next request.
            producer.close(Duration.ZERO);
        }
    }

    private void requireNoRefusal() {
        Exception cause = refusal.get();
        if (cause != null) {
            throw new ReplayException("The broker refuses an event: " + cause.getMessage(), cause);
        }
    }
}
