package io.millrace.benchmarks.serving;

import io.millrace.model.ModelConfig;
import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.ServingConfigs;
import io.millrace.serving.tier.ServingTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with a synthetic model on it, and the serving tier that follows it. */
final class SyntheticServer implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final EmbeddedBroker broker;
    private final ServingTier tier;

    private SyntheticServer(EmbeddedBroker broker, ServingTier tier) {
        this.broker = broker;
        this.tier = tier;
    }

    /** Returns when the model is served. */
    static SyntheticServer start(MillraceConfig config, ModelConfig model, int items, Path folder)
            throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
        String brokers = broker.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            new Topics(1, PARTITIONS).create(admin);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", 20, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            new SyntheticModel(
                            model,
                            items,
                            (group, record) -> producer.send(new ProducerRecord<>(
                                    TopicNames.MODEL, group % PARTITIONS, record.key(), record.value())))
                    .publish(System.currentTimeMillis());
        }
        ServingTier tier = ServingTier.start(
                ServingConfigs.of(config.with(Map.of("serving.port", "0")), brokers, Map.of()), Clock.systemUTC());
        while (!tier.isReady()) {
            Thread.sleep(50);
        }
        return new SyntheticServer(broker, tier);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + tier.address().getPort());
    }

    @Override
    public void close() {
        tier.close();
        broker.close();
    }
}
