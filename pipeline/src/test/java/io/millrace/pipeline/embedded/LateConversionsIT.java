package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.generator.GeneratedEvents;
import io.millrace.pipeline.generator.WorldConfig;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.schemas.Action;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversions that are not waited for, from the broker through the whole job: what they teach and what is judged. */
class LateConversionsIT {
    private static final int EVENTS = 2_500;
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Map<String, String> ES_DFM =
            Map.of("sequence.late-conversions", "convert:es-dfm", "sequence.short-window", SHORT.toSeconds() + " s");

    /** With windows so short that labels are final while events go on. */
    private static final Map<String, String> FNW = Map.of(
            "sequence.late-conversions", "convert:fnw",
            "sequence.click-window", "15 s",
            "sequence.attribution-window", "30 s");

    @TempDir
    Path folder;

    /** Users who make up their minds in seconds. */
    private static EventSource world() {
        WorldConfig standard = WorldConfig.standard(SmallRun.START, 7);
        WorldConfig.Delays quick = new WorldConfig.Delays(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                SHORT,
                1,
                Duration.ofMinutes(1),
                standard.delays().membership());
        return new GeneratedEvents(
                new WorldConfig(
                        new WorldConfig.Population(60, 200, 10, 1, 1.2),
                        new WorldConfig.Behaviour(-0.5, 1, 0, 1, 0.5),
                        quick,
                        new WorldConfig.Stream(SmallRun.START, 20, Duration.ofMillis(800), 0.1),
                        standard.driftHalfLife(),
                        standard.seed()),
                OptionalLong.of(EVENTS));
    }

    @Test
    void shouldTeachAndJudgeWhatAnOracleExpects() throws Exception {
        EventSource source = world();
        Map<String, Long> expected = expected(source);
        assertThat(expected)
                .hasSize(8)
                .allSatisfy((label, count) -> assertThat(count).as(label).isGreaterThan(10));
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, ES_DFM), folder)) {
            SmallRun.learn(system, source, Pace.MAX);
            Manifest manifest = SmallRun.model(system).manifest();

            assertThat(labels(system)).isEqualTo(expected);
            assertThat(manifest.getCounts())
                    .containsEntry("labelsUnpredicted", 0L)
                    .containsEntry("labelsOvertaken", 0L)
                    .containsEntry("examplesRefused", 0L);
            assertThat(manifest.getAppliedExamples())
                    .isEqualTo(manifest.getCounts().get("examples"));
            Map<String, Long> judged = manifest.getEvaluations().stream()
                    .collect(Collectors.toMap(Evaluation::getTask, Evaluation::getCount));
            long clicked = expected.get("convert.delayed=0 1 true") + expected.get("convert.delayed=1 1 true");
            assertThat(judged)
                    .containsEntry("hstu/convert", clicked)
                    .containsEntry("wukong/convert", clicked)
                    .containsEntry("wukong/convert.delayed", clicked);
        }
    }

    /** A prediction is remembered until the label comes that it is judged by: over failures, too. */
    @Test
    void shouldJudgeTheSameWhenATaskManagerFailsBetweenPredictionAndLabel() throws Exception {
        EventSource source = world();
        List<String> undisturbed = judged(SmallRun.learn(folder.resolve("undisturbed"), source, FNW));
        assertThat(undisturbed).hasSize(2).allMatch(told -> told.contains("ne=") && told.contains("calibration="));
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, FNW), folder.resolve("failed"))) {
            Replayer replayer = new Replayer(
                    source,
                    Map.of("bootstrap.servers", system.brokers()),
                    TopicNames.EVENTS,
                    Pace.times(10),
                    WallClock.SYSTEM);
            CompletableFuture<Void> replay = CompletableFuture.runAsync(replayer::run);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> system.follower()
                                .current()
                                .filter(model -> !judged(model.manifest()).isEmpty())
                                .isPresent());
                system.cluster().restartTaskManager();
            } finally {
                replayer.close();
            }
            assertThat(replay).succeedsWithin(Duration.ofSeconds(10));
            assertThat(judged(SmallRun.model(system).manifest())).doesNotContainAnyElementsOf(undisturbed);
            SmallRun.learn(system, source, Pace.MAX);

            Manifest manifest = SmallRun.model(system).manifest();
            assertThat(judged(manifest)).isEqualTo(undisturbed);
            assertThat(manifest.getCounts()).containsEntry("labelsUnpredicted", 0L);
        }
    }

    /** What the final labels of conversions say of each ranker, measure by measure. */
    private static List<String> judged(Manifest manifest) {
        return manifest.getEvaluations().stream()
                .filter(evaluation -> evaluation.getTask().endsWith("/convert"))
                .map(evaluation -> evaluation.getTask() + " " + evaluation.getCount() + " "
                        + new TreeMap<>(evaluation.getMeasures()))
                .sorted()
                .toList();
    }

    /** How often each label of a conversion, "task=label weight judged", is in the examples. */
    private static Map<String, Long> labels(EmbeddedSystem system) throws Exception {
        return TopicContents.of(system.brokers(), TopicNames.TRAINING_EXAMPLES, TrainingExample.class).stream()
                .flatMap(example -> example.getSupervision().stream())
                .filter(label -> label.getTask().startsWith("convert"))
                .collect(Collectors.groupingBy(LateConversionsIT::told, TreeMap::new, Collectors.counting()));
    }

    private static String told(Supervision label) {
        return "%s=%.0f %.0f %s".formatted(label.getTask(), label.getLabel(), label.getWeight(), label.getJudged());
    }

    /** In this world every action names its impression, and nothing comes after the windows. */
    private static Map<String, Long> expected(EventSource source) {
        Map<String, Long> clicks = new HashMap<>();
        Map<String, Long> conversions = new HashMap<>();
        for (Iterator<Event> events = source.events(); events.hasNext(); ) {
            Event event = events.next();
            if (event.getPayload() instanceof Action action) {
                (action.getType().equals("click") ? clicks : conversions)
                        .put(action.getImpressionId(), event.getEventTime());
            }
        }
        Map<String, Long> labels = new TreeMap<>();
        clicks.forEach((impression, click) -> {
            Long conversion = conversions.get(impression);
            boolean prompt = conversion != null && conversion <= click + SHORT.toMillis();
            boolean delayed = conversion != null && !prompt;
            if (!prompt) {
                labels.merge("convert=0 1 false", 1L, Long::sum);
                labels.merge("convert.real-negative=%d 1 true".formatted(delayed ? 0 : 1), 1L, Long::sum);
            }
            if (conversion != null) {
                labels.merge("convert=1 1 false", 1L, Long::sum);
            }
            labels.merge("convert=%d 0 true".formatted(conversion == null ? 0 : 1), 1L, Long::sum);
            labels.merge("convert.delayed=%d 1 true".formatted(delayed ? 1 : 0), 1L, Long::sum);
        });
        return labels;
    }
}
