package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersIT {
    private static final int EVENTS = 500;
    private static final byte[] KEY = {1, 2, 3};
    private static final Map<String, String> DENSE = Map.of("model.dense-features", "price");

    @TempDir
    Path folder;

    @Test
    void shouldPutAsideWhatIsNoEventAndLearnTheRest() throws Exception {
        Map<String, byte[]> garbage = garbage();
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, DENSE), folder)) {
            send(system.brokers(), garbage);
            SmallRun.learn(system, source, Pace.MAX);

            Manifest manifest = SmallRun.model(system).manifest();
            assertThat(manifest.getCounts())
                    .containsEntry("events", (long) EVENTS + garbage.size())
                    .containsEntry("deadLetters", (long) garbage.size())
                    .containsEntry("kept", (long) EVENTS)
                    .containsEntry("duplicates", 0L)
                    .containsEntry("buffered", 0L);
            assertThat(system.cluster().status()).isEqualTo(JobStatus.RUNNING);
            // Letters leave when a checkpoint is complete, as its version does.
            await().untilAsserted(() -> assertThat(TopicContents.of(system.brokers(), TopicNames.DEAD_LETTERS))
                    .hasSize(garbage.size()));
            List<DeadLetter> letters = TopicContents.of(system.brokers(), TopicNames.DEAD_LETTERS, DeadLetter.class);
            assertThat(letters).hasSize(garbage.size()).allSatisfy(letter -> assertIsAsItCame(letter, garbage));
            assertThat(letters)
                    .extracting(DeadLetter::getOffset)
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    private static void assertIsAsItCame(DeadLetter letter, Map<String, byte[]> garbage) {
        assertThat(garbage).containsKey(letter.getReason());
        byte[] sent = garbage.get(letter.getReason());
        boolean kept = !letter.getReason().equals("oversized-record");
        assertThat(letter.getValue()).isEqualTo(sent == null || !kept ? null : ByteBuffer.wrap(sent));
        assertThat(letter.getKey()).isEqualTo(kept ? ByteBuffer.wrap(KEY) : null);
        assertThat(letter.getTopic()).isEqualTo(TopicNames.EVENTS);
        assertThat(letter.getDetail()).isNotEmpty();
    }

    /** Values that are no usable event, by the reason that they are to be put aside for. */
    private static Map<String, byte[]> garbage() {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        byte[] good = codec.encode(event("u1", SmallRun.START));
        byte[] unknownSymbol = codec.encode(
                new Event("e", "u", SmallRun.START.toEpochMilli(), new AttributeChange(AttributeKind.SLOW, "n", null)));
        unknownSymbol[unknownSymbol.length - 4] = 6;
        byte[] ofAnotherSchema = good.clone();
        ofAnotherSchema[5] ^= 1;
        Map<String, byte[]> garbage = new LinkedHashMap<>();
        garbage.put("no-value", null);
        // Both pass a broker's limit of one MiB, because they are compressed.
        garbage.put("not-avro", new byte[3 << 20]);
        garbage.put("oversized-record", new byte[10 << 20]);
        garbage.put("unknown-symbol", unknownSymbol);
        garbage.put("unknown-schema", ofAnotherSchema);
        garbage.put("broken-body", Arrays.copyOf(good, good.length - 5));
        garbage.put("empty-user-id", codec.encode(event("", SmallRun.START)));
        garbage.put("time-in-future", codec.encode(event("u1", Instant.parse("9999-01-01T00:00:00Z"))));
        garbage.put("time-too-early", codec.encode(event("u1", Instant.parse("0001-01-01T00:00:00Z"))));
        garbage.put("not-a-number", codec.encode(event("u1", SmallRun.START, Map.of("price", "dear"))));
        return garbage;
    }

    private static Event event(String user, Instant time) {
        return event(user, time, Map.of());
    }

    private static Event event(String user, Instant time, Map<String, String> features) {
        return new Event("garbage-" + user, user, time.toEpochMilli(), new Impression("i1", features));
    }

    private static void send(String brokers, Map<String, byte[]> values) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "compression.type", "lz4", "max.request.size", 16 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            values.values().forEach(value -> producer.send(new ProducerRecord<>(TopicNames.EVENTS, KEY, value)));
        }
    }
}
