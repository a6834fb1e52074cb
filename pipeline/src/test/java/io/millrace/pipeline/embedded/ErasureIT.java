package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.Recommender;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Action;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureIT {
    private static final int EVENTS = 500;
    private static final String ERASURE_ID = "erase-me";

    @TempDir
    Path folder;

    @Test
    void shouldEraseAUserOnRequestAndSaySo() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        Event shown = firstImpression(source);
        String user = shown.getUserId();
        long until = shown.getEventTime() + 1;
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, Map.of()), folder)) {
            SmallRun.learn(system, source, Pace.MAX);
            int users = userTable(system);
            assertThat(SmallRun.model(system).row(users, Ids.of(user)))
                    .as("what is learnt of the user")
                    .isNotNull();
            send(
                    system.brokers(),
                    new Event(ERASURE_ID, user, until, new Erasure()),
                    new Event("too late", user, until, new Action("click", "i1", null, Map.of())));

            await().untilAsserted(
                            () -> assertThat(SmallRun.model(system).manifest().getCounts())
                                    .containsEntry("events", EVENTS + 2L)
                                    .containsEntry("kept", EVENTS + 1L)
                                    .containsEntry("erasures", 1L)
                                    .containsEntry("erasedLate", 1L));
            await().untilAsserted(() -> assertThat(TopicContents.of(system.brokers(), TopicNames.ERASURES))
                    .isNotEmpty());
            List<ConsumerRecord<byte[], byte[]>> records = TopicContents.of(system.brokers(), TopicNames.ERASURES);
            assertThat(records).hasSize(1);
            assertThat(records.get(0).key()).isEqualTo(user.getBytes(StandardCharsets.UTF_8));
            Erased erased =
                    new SingleObjectCodec<>(Erased.class).decode(records.get(0).value());
            assertThat(erased.getUser()).isEqualTo(Ids.of(user));
            assertThat(erased.getUserId()).isEqualTo(user);
            assertThat(erased.getEventId()).isEqualTo(ERASURE_ID);
            assertThat(erased.getEventTime()).isEqualTo(until);
            assertThat(erased.getInteractions()).isPositive();

            await().untilAsserted(() ->
                    assertThat(SmallRun.model(system).row(users, Ids.of(user))).isNull());
            assertThat(SmallRun.model(system).manifest().getCounts()).containsEntry("rowsErased", 1L);
            assertThat(modelRecords(system)).contains(new ModelRecord.RowTombstone(users, Ids.of(user)));
        }
    }

    private static int userTable(EmbeddedSystem system) {
        return new Recommender(SmallRun.model(system).layout().config())
                .userTables()
                .get(0)
                .id();
    }

    private static List<ModelRecord> modelRecords(EmbeddedSystem system) throws Exception {
        ModelRecordCodec codec = new ModelRecordCodec();
        List<ModelRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TopicContents.of(system.brokers(), TopicNames.MODEL)) {
            records.add(codec.decode(record.key(), record.value()));
        }
        return records;
    }

    private static Event firstImpression(EventSource source) {
        for (var events = source.events(); events.hasNext(); ) {
            Event event = events.next();
            if (event.getPayload() instanceof Impression) {
                return event;
            }
        }
        throw new AssertionError("a world without impressions");
    }

    private static void send(String brokers, Event... events) {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Event event : events) {
                byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TopicNames.EVENTS, key, codec.encode(event)));
            }
        }
    }
}
