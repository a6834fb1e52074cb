package io.millrace.pipeline.erasure;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks for erasures, one after the other: each is durable when {@link #send} returns. */
public final class ErasureSender implements AutoCloseable {
    private static final int PATIENCE_MS = 15_000;

    private final String brokers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);

    /** @throws ErasureException if the address is none */
    public ErasureSender(String brokers) {
        this.brokers = brokers;
        try {
            this.producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            brokers,
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            true,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            PATIENCE_MS,
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            PATIENCE_MS,
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            2 * PATIENCE_MS),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        } catch (KafkaException e) {
            throw failure(e);
        }
    }

    /**
     * Asks for everything of a user up to a moment to be erased.
     *
     * @return the id of the request, by which the answer on {@code erasures} is known
     * @throws ErasureException if the broker does not take it
     */
    public String send(String userId, Instant until) {
        String id = UUID.randomUUID().toString();
        Event event = new Event(id, userId, until.toEpochMilli(), new Erasure());
        byte[] key = userId.getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(TopicNames.EVENTS, key, codec.encode(event)))
                    .get();
            return id;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (KafkaException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ErasureException("interrupted while asking for the erasure of '" + userId + "'", e);
        }
    }

    private ErasureException failure(Throwable failure) {
        Throwable reason =
                failure instanceof KafkaException && failure.getCause() != null ? failure.getCause() : failure;
        return new ErasureException(
                "no erasure can be sent to the topic " + TopicNames.EVENTS + " at " + brokers + ": "
                        + reason.getMessage() + "; see that the broker runs and the topic is there, or say where with"
                        + " --set kafka.bootstrap-servers",
                failure);
    }

    @Override
    public void close() {
        producer.close();
    }
}
