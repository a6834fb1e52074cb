package io.millrace.pipeline.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeTopicIT {
    private static final String TOPIC = "letters";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Byte> read = new ConcurrentLinkedQueue<>();

    private EmbeddedBroker brokerWithTopic() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        return broker;
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int value) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, new byte[] {(byte) value})).get();
    }

    private CompletableFuture<Void> reading(EmbeddedBroker broker) {
        WholeTopic topic = new WholeTopic(broker.bootstrapServers(), TOPIC, partition -> true, PATIENCE);
        return CompletableFuture.runAsync(() -> topic.forEach(record -> read.add(record.value()[0])));
    }

    @Test
    void shouldWaitForATransactionLongerThanForABroker() throws Exception {
        try (EmbeddedBroker broker = brokerWithTopic();
                KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            producer.beginTransaction();
            send(producer, 1);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, 2);
            CompletableFuture<Void> reading = reading(broker);
            assertThatThrownBy(() -> reading.get(3 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(read).containsExactly((byte) 1);
            producer.commitTransaction();
            assertThat(reading).succeedsWithin(Duration.ofMinutes(1));
            assertThat(read).containsExactly((byte) 1, (byte) 2);
        }
    }

    @Test
    void shouldEndWhenTheBrokerGoesAway() throws Exception {
        EmbeddedBroker broker = brokerWithTopic();
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            producer.beginTransaction();
            send(producer, 1);
            CompletableFuture<Void> reading = reading(broker);
            assertThatThrownBy(() -> reading.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            broker.close();
            assertThat(reading)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(TimeoutException.class);
            producer.close(Duration.ZERO);
        }
    }

    @Test
    void shouldSayThatThereIsNoTopic() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(reading(broker))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }
}
