package io.millrace.pipeline.embedded;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * An events topic whose records have the timestamps that their producer gave them, made before a system is started on the
 * folder.
 */
final class TimedTopic {
    /** @param timestamp of its record, milliseconds */
    record Sent(Event event, long timestamp) {}

    private TimedTopic() {}

    /** Events as a producer sends them that is never late. */
    static void fill(Path folder, int partitions, List<Event> events) throws Exception {
        send(
                folder,
                partitions,
                events.stream()
                        .map(event -> new Sent(event, event.getEventTime()))
                        .toList());
    }

    static void send(Path folder, int partitions, List<Sent> records) throws Exception {
        try (WorkFolder work = WorkFolder.take(folder);
                EmbeddedBroker broker = EmbeddedBroker.start(work.kafka(), 0)) {
            Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(new NewTopic(TopicNames.EVENTS, Optional.of(partitions), Optional.empty())
                                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"))))
                        .all()
                        .get();
                Awaitility.await().until(() -> admin.listTopics().names().get().contains(TopicNames.EVENTS));
            }
            SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (Sent sent : records) {
                    byte[] key = sent.event().getUserId().getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(
                            TopicNames.EVENTS, null, sent.timestamp(), key, codec.encode(sent.event())));
                }
            }
        }
    }
}
