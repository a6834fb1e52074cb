package io.millrace.pipeline.versions;

import io.millrace.learner.verdict.GivenOrder;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.kafka.AcknowledgedSender;
import io.millrace.pipeline.kafka.WholeTopic;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The topic of orders: all have one key, so that the newest is what compaction leaves. */
public final class PublicationOrders {
    private static final byte[] KEY = "publication".getBytes(StandardCharsets.UTF_8);

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
        requireTopic();
        try (AcknowledgedSender sender = new AcknowledgedSender(brokers)) {
            sender.send(new ProducerRecord<>(TopicNames.MODEL_CONTROL, 0, KEY, codec.encode(order)));
        } catch (KafkaException e) {
            throw Reach.failure(TopicNames.MODEL_CONTROL, brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VersionsException("interrupted while giving an order", e);
        }
    }

    /**
     * The newest order, if one was ever given; what is none is passed over.
     *
     * @throws VersionsException if the topic cannot be read
     */
    public Optional<GivenOrder> newest() {
        AtomicReference<GivenOrder> newest = new AtomicReference<>();
        forEach(record -> {
            try {
                newest.set(new GivenOrder(codec.decode(record.value()), record.offset()));
            } catch (UndecodableException e) {
                // The job that reads all orders says where it is.
                return;
            }
        });
        return Optional.ofNullable(newest.get());
    }

    /** Reading says in a moment what a producer would wait for: that there is no such topic. */
    private void requireTopic() {
        forEach(record -> {});
    }

    private void forEach(Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try {
            new WholeTopic(brokers, TopicNames.MODEL_CONTROL).forEach(records);
        } catch (KafkaException e) {
            throw Reach.failure(TopicNames.MODEL_CONTROL, brokers, e);
        }
    }
}
