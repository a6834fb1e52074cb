package io.millrace.pipeline.erasure;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.kafka.AcknowledgedSender;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Asks for erasures, one after the other: each is durable when {@link #send} returns. */
public final class ErasureSender implements AutoCloseable {
    private final String brokers;
    private final AcknowledgedSender sender;
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);

    /** @throws ErasureException if the address is none */
    public ErasureSender(String brokers) {
        this.brokers = brokers;
        try {
            this.sender = new AcknowledgedSender(brokers);
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
            sender.send(new ProducerRecord<>(TopicNames.EVENTS, key, codec.encode(event)));
            return id;
        } catch (KafkaException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ErasureException("interrupted while asking for the erasure of '" + userId + "'", e);
        }
    }

    private ErasureException failure(KafkaException failure) {
        Throwable reason = failure.getCause() != null ? failure.getCause() : failure;
        return new ErasureException(
                "no erasure can be sent to the topic " + TopicNames.EVENTS + " at " + brokers + ": "
                        + reason.getMessage() + "; see that the broker runs and the topic is there, or say where with"
                        + " --set kafka.bootstrap-servers",
                failure);
    }

    @Override
    public void close() {
        sender.close();
    }
}
