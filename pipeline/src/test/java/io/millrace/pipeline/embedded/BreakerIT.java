package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.deadletter.DeadLetterTopic;
import io.millrace.pipeline.deadletter.LetterReplay;
import io.millrace.pipeline.deadletter.Selection;
import io.millrace.pipeline.deadletter.Tally;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bound that is set wrong makes most of the input bad: the job stops, is mended, and has missed nothing. */
class BreakerIT {
    private static final long GOOD = 600;
    private static final long SOME_BAD = 750;
    private static final long ALL = 1_500;
    private static final Map<String, String> NARROW = Map.of("intake.breaker-window", "400");
    private static final Map<String, String> WRONG =
            Map.of("intake.breaker-window", "400", "intake.earliest-time", "2100-01-01T00:00:00Z");

    private final EventSource source = world(ALL);

    @TempDir
    Path folder;

    @Test
    void shouldStopWhenMostIsBadAndGoOnWithoutLossWhenMended() throws Exception {
        SmallRun.learn(folder, world(GOOD), NARROW);
        Manifest someBad = SmallRun.learn(folder, world(SOME_BAD), WRONG);
        assertAddsUp(someBad.getCounts(), SOME_BAD, GOOD, SOME_BAD - GOOD);
        stopOnWhatIsBad();
        goOnMended();
    }

    private static EventSource world(long events) {
        return SmallRun.crowdedWorld(events, Duration.ZERO, 0);
    }

    private void stopOnWhatIsBad() {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, WRONG), folder)) {
            RunFailedException stop =
                    catchThrowableOfType(RunFailedException.class, () -> SmallRun.learn(system, source, Pace.MAX));

            assertThat(stop)
                    .hasMessageStartingWith("the job is FAILED: 201 of the last 400 records cannot be used"
                            + " (time-too-early 201), as events-0@")
                    .hasMessageContaining("is before 2100-01-01T00:00:00Z")
                    .hasMessageContaining(MillraceOptions.BREAKER_RATIO.key())
                    .hasMessageNotContaining("\n");
            assertThat(stop).hasStackTraceContaining("The failure is not recoverable");
            assertThat(system.cluster().status()).isEqualTo(JobStatus.FAILED);
        }
    }

    private void goOnMended() throws Exception {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, NARROW), folder)) {
            assertThat(system.restoredFrom()).isPresent();
            SmallRun.learn(system, source, Pace.MAX);

            Map<String, Long> mended = SmallRun.model(system).manifest().getCounts();
            // Of what the stopped job put aside, only what a checkpoint covers is not read again.
            long putAside = mended.get("deadLetters");
            assertThat(putAside).isBetween(SOME_BAD - GOOD, 201L);
            assertAddsUp(mended, ALL, ALL - putAside, putAside);

            await().until(() -> lettersIn(system) == putAside);
            leaveAReplayOpen(system.brokers());
            LetterReplay replay = new LetterReplay(system.brokers(), Selection.ALL);
            replay.run();
            assertThat(replay.replayed()).isEqualTo(Map.of("time-too-early", putAside));
            SmallRun.learn(system, source, Pace.MAX);

            Manifest last = SmallRun.model(system).manifest();
            assertAddsUp(last.getCounts(), ALL + putAside, ALL, putAside);
        }
    }

    private static long lettersIn(EmbeddedSystem system) {
        return Tally.of(new DeadLetterTopic(system.brokers()), Selection.ALL, 0).entries().stream()
                .mapToLong(Tally.Entry::count)
                .sum();
    }

    private static void assertAddsUp(Map<String, Long> counts, long events, long kept, long deadLetters) {
        assertThat(counts)
                .containsEntry("events", events)
                .containsEntry("kept", kept)
                .containsEntry("deadLetters", deadLetters)
                .containsEntry("duplicates", 0L)
                .containsEntry("buffered", 0L);
    }

    /** A replay that is killed in the middle of a transaction: what it has sent must never count as events. */
    private static void leaveAReplayOpen(String brokers) {
        KafkaProducer<byte[], byte[]> killed = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "transactional.id", "millrace-dead-letters-replay"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        killed.initTransactions();
        killed.beginTransaction();
        for (byte i = 0; i < 50; i++) {
            killed.send(new ProducerRecord<>(TopicNames.EVENTS, new byte[] {i}));
        }
        killed.flush();
        killed.close(Duration.ZERO);
    }
}
