package io.millrace.pipeline.versions;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.kafka.WholeTopic;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of orders: all have one key, so that the newest is what compaction leaves. */
public final class PublicationOrders {
    private static final byte[] KEY = "publication".getBytes(StandardCharsets.UTF_8);
    private static final int PATIENCE_MS = 15_000;

    private final String brokers;
    private final SingleObjectCodec<PublicationOrder> codec = new SingleObjectCodec<>(PublicationOrder.class);

    public PublicationOrders(String brokers) {
        this.brokers = brokers;
    }

    /**
     * Gives an order; the broker has it when this returns.
     *
     * @throws VersionsException if it does not take it
     */
    public void give(PublicationOrder order) {
        // Reading first says in a moment what a producer would wait for: that there is no such topic.
        newest();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        PATIENCE_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        PATIENCE_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        2 * PATIENCE_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TopicNames.MODEL_CONTROL, 0, KEY, codec.encode(order)))
                    .get();
        } catch (ExecutionException e) {
            throw Reach.failure(TopicNames.MODEL_CONTROL, brokers, e.getCause());
        } catch (KafkaException e) {
            throw Reach.failure(TopicNames.MODEL_CONTROL, brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VersionsException("interrupted while giving an order", e);
        }
    }

    /**
     * The order that holds, if one was ever given.
     *
     * @throws VersionsException if the topic cannot be read
     */
    public Optional<PublicationOrder> newest() {
        AtomicReference<PublicationOrder> newest = new AtomicReference<>();
        try {
            new WholeTopic(brokers, TopicNames.MODEL_CONTROL).forEach(record -> {
                try {
                    newest.set(codec.decode(record.value()));
                } catch (UndecodableException e) {
                    // No order: the job passes over it too.
                    return;
                }
            });
        } catch (KafkaException e) {
            throw Reach.failure(TopicNames.MODEL_CONTROL, brokers, e);
        }
        return Optional.ofNullable(newest.get());
    }
}
