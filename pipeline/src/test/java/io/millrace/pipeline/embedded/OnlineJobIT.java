package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.input.ExampleTokens;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Event;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From events to versions, once through everything. */
class OnlineJobIT {
    private static final int EVENTS = 3_000;

    @TempDir
    Path folder;

    @Test
    void shouldAccountForEveryEventAndEveryExample() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ofMillis(800), 0.1);
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, Map.of()), folder)) {
            List<Long> activated = new CopyOnWriteArrayList<>();
            system.follower().onActivation(activation -> activated.add(activation.version()));
            String printed = SmallRun.learn(system, source, Pace.MAX);

            Manifest manifest = SmallRun.model(system).manifest();
            assertAddsUp(manifest, source);
            assertThat(manifest.getCounts()).as("disorder within the bound").containsEntry("late", 0L);
            assertPublishesEveryExampleOnce(system, manifest);
            assertEvaluatesEveryTask(system);
            // Versions go on while we read: what is active now was published before.
            assertActivatesWhatIsPublished(system, List.copyOf(activated));
            assertRecommends(system);
            assertThat(printed).contains("learnt to the end", "->").doesNotContain("DOES NOT ADD UP");
            assertThat(system.cluster().status()).isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    void shouldKeepLateEvents() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ofSeconds(5), 0.1);
        Manifest manifest = SmallRun.learn(folder, source, Map.of());

        assertAddsUp(manifest, source);
        assertThat(manifest.getCounts().get("late")).isPositive();
    }

    private static void assertAddsUp(Manifest manifest, EventSource source) {
        long duplicates = repeatsIn(source);
        assertThat(duplicates).isPositive();
        Map<String, Long> counts = manifest.getCounts();
        assertThat(counts)
                .containsEntry("events", (long) EVENTS)
                .containsEntry("duplicates", duplicates)
                .containsEntry("deadLetters", 0L)
                .containsEntry("buffered", 0L)
                .containsEntry("kept", EVENTS - duplicates)
                .containsEntry("marksPending", 0L)
                .containsEntry("examplesRefused", 0L);
        assertThat(manifest.getAppliedExamples()).isPositive().isEqualTo(counts.get("examples"));
    }

    private static long repeatsIn(EventSource source) {
        Set<String> ids = new HashSet<>();
        long repeats = 0;
        for (var events = source.events(); events.hasNext(); ) {
            Event event = events.next();
            repeats += ids.add(event.getEventId()) ? 0 : 1;
        }
        return repeats;
    }

    private static void assertPublishesEveryExampleOnce(EmbeddedSystem system, Manifest manifest) throws Exception {
        List<TrainingExample> examples = examples(system);
        assertThat(examples).extracting(TrainingExample::getExampleId).doesNotHaveDuplicates();
        assertThat(examples).hasSize((int) manifest.getAppliedExamples());
        long digest = examples.stream()
                .mapToLong(example -> Ids.mix(example.getExampleId()))
                .sum();
        assertThat(manifest.getAppliedDigest()).isEqualTo(digest);
    }

    private static void assertEvaluatesEveryTask(EmbeddedSystem system) throws Exception {
        List<Evaluation> evaluations = TopicContents.of(system.brokers(), TopicNames.EVALUATIONS, Evaluation.class);
        assertThat(evaluations)
                .extracting(Evaluation::getTask)
                .contains("retrieval", "hstu/click", "hstu/convert", "wukong/click", "wukong/convert");
        assertThat(evaluations).noneMatch(Evaluation::getLifetime);
    }

    private static void assertActivatesWhatIsPublished(EmbeddedSystem system, List<Long> activated) throws Exception {
        ModelRecordCodec codec = new ModelRecordCodec();
        List<Long> published = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TopicContents.of(system.brokers(), TopicNames.MODEL)) {
            if (codec.decode(record.key(), record.value()) instanceof ModelRecord.VersionManifest version) {
                published.add(version.manifest().getVersion());
            }
        }
        assertThat(published).isSorted().doesNotHaveDuplicates().containsAll(activated);
        assertThat(activated).isSorted().hasSizeGreaterThan(1);
        ModelFollower follower = system.follower();
        assertThat(follower.status().undecodable()).isZero();
        assertThat(follower.status().assembly().refused()).isZero();
        assertThat(follower.status().assembly().rejectedRecords()).isZero();
    }

    private static void assertRecommends(EmbeddedSystem system) throws Exception {
        ServedModel model = SmallRun.model(system);
        TrainingExample user = examples(system).stream()
                .filter(example -> example.getInteractions().size() >= 5)
                .findFirst()
                .orElseThrow();
        LongOpenHashSet seen = new LongOpenHashSet();
        user.getInteractions().stream().mapToLong(Interaction::getItem).forEach(seen::add);
        var tokens = new ExampleTokens(model.layout().config())
                .history(user.getStatics(), user.getInteractions(), user.getAuxiliary());
        assertThat(new Retriever(model).retrieve(tokens, user.getRequestTime() / 1000, 10, seen))
                .hasSize(10)
                .noneMatch(scored -> seen.contains(scored.item()))
                .allMatch(scored -> Double.isFinite(scored.score()));
    }

    private static List<TrainingExample> examples(EmbeddedSystem system) throws Exception {
        return TopicContents.of(system.brokers(), TopicNames.TRAINING_EXAMPLES, TrainingExample.class);
    }
}
