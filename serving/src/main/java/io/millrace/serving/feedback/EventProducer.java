package io.millrace.serving.feedback;

import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events, keyed by user, and waits until all replicas have them. Thread-safe. */
public final class EventProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);

    private final KafkaProducer<byte[], byte[]> producer;
    private final ThreadLocal<SingleObjectCodec<Event>> codecs =
            ThreadLocal.withInitial(() -> new SingleObjectCodec<>(Event.class));
    private final String topic;
    private final Duration patience;

    /**
     * @param topic the events topic
     * @param properties of the producer besides those set here, for example of its security
     * @param patience how long an event is tried to be sent
     */
    public EventProducer(String bootstrapServers, String topic, Map<String, String> properties, Duration patience) {
        Map<String, Object> all = new HashMap<>(properties);
        String millis = Long.toString(patience.toMillis());
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        all.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        this.producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.patience = patience;
    }

    /**
     * Sends one event; returns when the broker has it.
     *
     * @throws NotAcknowledgedException if it does not say so in time
     */
    public void send(Event event) throws NotAcknowledgedException {
        byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic, key, codecs.get().encode(event)))
                    .get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("An event was not acknowledged: {}", e.getMessage());
            throw new NotAcknowledgedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAcknowledgedException(e);
        }
    }

    @Override
    public void close() {
        producer.close(patience);
    }
}
