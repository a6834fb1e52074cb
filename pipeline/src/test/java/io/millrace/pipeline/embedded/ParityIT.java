package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.cluster.ProcessCluster;
import io.millrace.pipeline.cluster.StoredRows;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.schemas.Manifest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens on the way, the same events are learnt, each once. */
class ParityIT {
    private static final int EVENTS = 3_000;
    private static final EventSource SOURCE = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);

    private static Manifest undisturbed;
    private static Map<String, String> undisturbedRows;

    @TempDir
    Path folder;

    @BeforeAll
    static void learnUndisturbed(@TempDir Path folder) throws Exception {
        undisturbed = SmallRun.learn(folder, SOURCE, Map.of());
        undisturbedRows = storedRows(folder);
    }

    private static Map<String, String> storedRows(Path folder) throws Exception {
        return StoredRows.of(
                ProcessCluster.newestOf(folder.resolve("flink/checkpoints")).orElseThrow());
    }

    @Test
    void shouldGiveTheSameWeightsAndSlotsToTheLastBitWhenRunAgain() throws Exception {
        Manifest again = SmallRun.learn(folder, SOURCE, Map.of());

        assertSameExamples(again);
        assertThat(again.getLineage()).isNotEqualTo(undisturbed.getLineage());
        assertThat(again.getRows()).isEqualTo(undisturbed.getRows());
        assertThat(again.getDigest()).isEqualTo(undisturbed.getDigest());
        assertThat(again.getEvaluations()).isNotEmpty().isEqualTo(undisturbed.getEvaluations());
        assertThat(storedRows(folder)).isNotEmpty().isEqualTo(undisturbedRows);
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
            Replayer replayer = replayer(system, Pace.times(5));
            CompletableFuture<Void> replay = CompletableFuture.runAsync(replayer::run);
            try {
                for (int failures = 0; failures < 2; failures++) {
                    long before = applied(system);
                    long restart = lastRestart(system);
                    await().atMost(Duration.ofSeconds(60)).until(() -> applied(system) > before);
                    system.cluster().restartTaskManager();
                    await().atMost(Duration.ofSeconds(60)).until(() -> lastRestart(system) > restart);
                }
            } finally {
                replayer.close();
            }
            assertThat(replay).succeedsWithin(Duration.ofSeconds(10));
            assertThat(applied(system)).isLessThan(undisturbed.getAppliedExamples());
            SmallRun.learn(system, SOURCE, Pace.MAX);
            Manifest disturbed = SmallRun.model(system).manifest();
            assertSameExamples(disturbed);
            assertThat(disturbed.getRows()).isEqualTo(undisturbed.getRows());
            assertThat(disturbed.getDigest()).as("weights").isEqualTo(undisturbed.getDigest());
            assertThat(disturbed.getEvaluations()).isNotEmpty().isEqualTo(undisturbed.getEvaluations());
        }
    }

    @Test
    void shouldLearnToTheEndWhenEveryEventWasSentByAnEarlierReplay() throws Exception {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(SOURCE, Map.of()), folder)) {
            replayer(system, Pace.MAX).run();
            assertTimeoutPreemptively(Duration.ofSeconds(90), () -> SmallRun.learn(system, SOURCE, Pace.MAX));

            assertSameExamples(SmallRun.model(system).manifest());
        }
    }

    private static Replayer replayer(EmbeddedSystem system, Pace pace) {
        Map<String, Object> client = Map.of("bootstrap.servers", system.brokers());
        return new Replayer(SOURCE, client, TopicNames.EVENTS, pace, WallClock.SYSTEM);
    }

    private static long applied(EmbeddedSystem system) {
        return system.follower()
                .current()
                .map(model -> model.manifest().getAppliedExamples())
                .orElse(0L);
    }

    /** When the job was last restarted, by what Flink's interface says; 0 for never. */
    private static long lastRestart(EmbeddedSystem system) throws Exception {
        String job = find("\"id\":\"(\\w+)\"", get(system, "/jobs"));
        return Long.parseLong(find("\"RESTARTING\":(\\d+)", get(system, "/jobs/" + job)));
    }

    private static String get(EmbeddedSystem system, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        system.cluster().webInterface().resolve(path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static void assertSameExamples(Manifest manifest) {
        assertThat(manifest.getCounts()).containsEntry("events", (long) EVENTS);
        assertThat(manifest.getAppliedExamples()).isPositive().isEqualTo(undisturbed.getAppliedExamples());
        assertThat(manifest.getAppliedDigest()).isEqualTo(undisturbed.getAppliedDigest());
    }
}
