package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens on the way, the same events are learnt, each once. */
class ParityIT {
    private static final int EVENTS = 3_000;
    private static final EventSource SOURCE = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);

    private static Manifest undisturbed;

    @TempDir
    Path folder;

    @BeforeAll
    static void learnUndisturbed(@TempDir Path folder) throws Exception {
        undisturbed = SmallRun.learn(folder, SOURCE, Map.of());
    }

    @Test
    void shouldGiveTheSameWeightsToTheLastBitWhenRunAgain() throws Exception {
        Manifest again = SmallRun.learn(folder, SOURCE, Map.of());

        assertSameExamples(again);
        assertThat(again.getLineage()).isNotEqualTo(undisturbed.getLineage());
        assertThat(again.getRows()).isEqualTo(undisturbed.getRows());
        assertThat(again.getDigest()).isEqualTo(undisturbed.getDigest());
    }

    @Test
    void shouldLearnTheSameExamplesAtAnotherParallelism() throws Exception {
        Manifest wide = SmallRun.learn(folder, SOURCE, Map.of("job.parallelism", "2"));

        assertThat(wide.getOffsets()).hasSize(2);
        assertSameExamples(wide);
    }

    @Test
    void shouldLearnEachExampleOnceWhenTheTaskManagerFailsTwice() throws Exception {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(SOURCE, Map.of()), folder)) {
            // Slow enough to be disturbed midway.
            CompletableFuture<Void> learning = CompletableFuture.runAsync(() -> learn(system, Pace.times(15)));
            for (int failures = 0; failures < 2; failures++) {
                long before = applied(system);
                await().atMost(Duration.ofSeconds(60)).until(() -> applied(system) > before);
                assertThat(learning).isNotDone();
                system.cluster().restartTaskManager();
            }
            learning.get(120, TimeUnit.SECONDS);
            assertSameExamples(SmallRun.model(system).manifest());
        }
    }

    @Test
    void shouldLearnToTheEndWhenEveryEventWasSentByAnEarlierReplay() throws Exception {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(SOURCE, Map.of()), folder)) {
            Map<String, Object> client = Map.of("bootstrap.servers", system.brokers());
            new Replayer(SOURCE, client, TopicNames.EVENTS, Pace.MAX, WallClock.SYSTEM).run();

            assertThat(CompletableFuture.runAsync(() -> learn(system, Pace.MAX)))
                    .succeedsWithin(Duration.ofSeconds(60));
            assertSameExamples(SmallRun.model(system).manifest());
        }
    }

    private static void learn(EmbeddedSystem system, Pace pace) {
        try {
            SmallRun.learn(system, SOURCE, pace);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static long applied(EmbeddedSystem system) {
        return system.follower()
                .current()
                .map(model -> model.manifest().getAppliedExamples())
                .orElse(0L);
    }

    private static void assertSameExamples(Manifest manifest) {
        assertThat(manifest.getCounts()).containsEntry("events", (long) EVENTS);
        assertThat(manifest.getAppliedExamples())
                .isPositive()
                .isEqualTo(undisturbed.getAppliedExamples());
        assertThat(manifest.getAppliedDigest()).isEqualTo(undisturbed.getAppliedDigest());
    }
}
