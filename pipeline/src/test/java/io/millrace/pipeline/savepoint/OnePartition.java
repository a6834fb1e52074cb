package io.millrace.pipeline.savepoint;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.embedded.Settlement;
import io.millrace.pipeline.kafka.Heartbeats;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An events topic of one partition: what is in it is in the order in which it was sent, on whatever broker. */
final class OnePartition {
    private OnePartition() {}

    /** Makes it, and all other topics. */
    static void makeTopics(MillraceConfig config) {
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            new Topics(1, config.get(MillraceOptions.MODEL_PARTITIONS)).create(admin);
        }
    }

    /** Sends events in this order. */
    static void send(MillraceConfig config, List<Event> events) {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", config.get(MillraceOptions.BOOTSTRAP_SERVERS)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Event event : events) {
                byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TopicNames.EVENTS, 0, key, codec.encode(event)));
            }
        }
    }

    /** Sends the last events, waits until all that was sent is learnt, and returns the version that has learnt it. */
    static Manifest learnToTheEnd(MillraceConfig config, List<Event> events) {
        send(config, events);
        long end = events.stream().mapToLong(Event::getEventTime).max().orElseThrow()
                + JobConfigs.settlingTime(config).toMillis();
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);
        Heartbeats.send(brokers, TopicNames.EVENTS, end);
        return PublishedVersions.awaitOne(brokers, Settlement.ofAllIn(brokers, TopicNames.EVENTS)::reachedBy);
    }
}
