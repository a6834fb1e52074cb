package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.pipeline.kafka.AcknowledgedSender;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.versions.ManifestLog;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.Bfloat16;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.version.ServedModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Versions are held, released and rolled back, as a person does it, and followers see what they are meant to. */
class ModelCommandIT {
    private static final int EVENTS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();

    private String model(String... arguments) {
        output.reset();
        List<String> all = new ArrayList<>(List.of("model"));
        all.addAll(List.of(arguments));
        assertThat(Main.commandLine().setErr(new PrintWriter(errors, true)).execute(all.toArray(String[]::new)))
                .as(errors.toString())
                .isZero();
        return output.text();
    }

    private static String at(EmbeddedSystem system) {
        return "kafka.bootstrap-servers=" + system.brokers();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    @Test
    void shouldHoldVersionsUntilTheyAreReleased() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, Map.of()), folder)) {
            SmallRun.learn(system, source, Pace.MAX);
            model("hold", "--reason", "looks odd", "--set", at(system));
            await(() -> system.follower().status().assembly().held() > 0);
            long served = SmallRun.model(system).version();
            assertThat(system.follower().status().assembly().reason()).endsWith("held back, held by order: looks odd");
            assertThat(model("list", "--set", at(system)))
                    .contains("held by order: looks odd")
                    .contains("good");

            try (ModelFollower newcomer =
                    new ModelFollower(FollowerConfig.of(system.brokers(), TopicNames.MODEL), InstantSource.system())) {
                newcomer.start();
                // On its way it may use older ones, whose records came with an earlier poll.
                await(() -> newcomer.current().map(ServedModel::version).equals(Optional.of(served)));
                await(() -> newcomer.status().lag() == 0);
                assertThat(newcomer.current().map(ServedModel::version)).hasValue(served);
            }

            model("release", "--set", at(system));
            await(() -> SmallRun.model(system).version() > served);
            assertThat(model("show", "--set", at(system)))
                    .contains("\"verdict\" : \"GOOD\"")
                    .contains("\"events\" : " + EVENTS);
        }
    }

    @Test
    void shouldHoldWhatHasSeenTooFewLabelsAndEndARunNevertheless() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        Map<String, String> many = Map.of("verdict.min-predictions", "1000000");
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, many), folder)) {
            assertThat(SmallRun.learn(system, source, Pace.MAX)).contains("of the 1000000 asked for");
            assertThat(system.follower().current()).isEmpty();
            Manifest newest = new ManifestLog(system.brokers()).find(OptionalLong.empty());
            assertThat(newest.getVerdict()).isEqualTo(Verdict.HELD);
            assertThat(newest.getAppliedExamples()).isPositive();
            assertThat(newest.getRows()).isZero();
        }
    }

    @Test
    void shouldPublishHalfTheBytesThatAFollowerVerifies() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        Map<String, String> half = Map.of("learner.published-precision", "BFLOAT16");
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, half), folder)) {
            SmallRun.learn(system, source, Pace.MAX);
            ServedModel served = SmallRun.model(system);
            int items = served.layout().items().id();
            assertThat(served.ids(items)).isNotEmpty();
            for (long item : served.ids(items)) {
                for (float weight : served.row(items, item)) {
                    assertThat(Bfloat16.round(weight)).isEqualTo(weight);
                }
            }
        }
    }

    /** A record without a value is no order, and nothing that a job could not go on from. */
    private static void deleteSomeOrder(EmbeddedSystem system) throws Exception {
        try (AcknowledgedSender sender = new AcknowledgedSender(system.brokers())) {
            sender.send(new ProducerRecord<>(TopicNames.MODEL_CONTROL, 0, new byte[] {1}, null));
        }
    }

    @Test
    void shouldGoOnFromAnEarlierVersionAsAnotherLineageAndLearnEverythingAgain() throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);
        Manifest before;
        try (EmbeddedSystem system =
                EmbeddedSystem.start(SmallRun.config(source, Map.of("job.retained-checkpoints", "1000")), folder)) {
            await(() -> system.follower().current().isPresent());
            SmallRun.learn(system, source, Pace.MAX);
            before = SmallRun.model(system).manifest();
            model("hold", "--reason", "spoilt", "--set", at(system));
            deleteSomeOrder(system);
        }
        String wrong = "keeps no checkpoint of version 1000000: it has those of [";
        assertThat(Main.commandLine()
                        .setErr(new PrintWriter(errors, true))
                        .execute("model", "rollback", "1000000", "--dir", folder.toString()))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString()).contains(wrong);
        assertThat(model("rollback", "1", "--dir", folder.toString())).contains("rolled back to version 1; given up");

        try (EmbeddedSystem system =
                EmbeddedSystem.start(SmallRun.config(source, Map.of("job.retained-checkpoints", "1000")), folder)) {
            assertThat(system.restoredFrom())
                    .hasValueSatisfying(path -> assertThat(path).endsWithRaw(Path.of("chk-1")));
            ManifestLog manifests = new ManifestLog(system.brokers());
            await(() -> manifests.find(OptionalLong.empty()).getLineage() != before.getLineage());
            await(() -> manifests.find(OptionalLong.empty()).getAppliedExamples() == before.getAppliedExamples());
            assertThat(system.follower().current())
                    .as("an order that is newer than the checkpoint holds from the first version on")
                    .hasValueSatisfying(model -> assertThat(model.lineage()).isEqualTo(before.getLineage()));
            model("release", "--set", at(system));
            await(() -> system.follower()
                    .current()
                    .filter(model -> model.lineage() != before.getLineage()
                            && model.manifest().getAppliedExamples() == before.getAppliedExamples())
                    .isPresent());
            Manifest after = SmallRun.model(system).manifest();
            assertThat(after.getAppliedDigest()).isEqualTo(before.getAppliedDigest());
            assertThat(after.getRows()).isEqualTo(before.getRows());
        }
    }
}
