package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.TimedTopic.Sent;
import io.millrace.pipeline.eventfile.EventFileMetadata;
import io.millrace.pipeline.eventfile.EventFiles;
import io.millrace.pipeline.eventfile.InMemoryEvents;
import io.millrace.pipeline.kafka.Heartbeats;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Action;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same events give the same histories, from wherever they come. */
class BackfillIT {
    private static final int EVENTS = 3_000;
    private static final int FILE_SIZE = 8_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final InMemoryEvents SOURCE =
            InMemoryEvents.of(SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0), 0, EVENTS);

    private static Manifest ofTopic;
    private static List<TrainingExample> examplesOfTopic;

    @TempDir
    Path folder;

    @BeforeAll
    static void learnFromTheTopic(@TempDir Path folder) throws Exception {
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(SOURCE, Map.of()), folder)) {
            SmallRun.learn(system, SOURCE, Pace.MAX);
            ofTopic = SmallRun.model(system).manifest();
            examplesOfTopic = examples(system);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldLearnFromFilesWhatItLearnsFromTheTopicAndEnd(int parallelism) throws Exception {
        assertThat(convert(SOURCE)).hasSizeGreaterThan(2);
        try (EmbeddedSystem system = start(parallelism, Map.of("source.bounded", "true"))) {
            String printed = runToTheEnd(system);

            assertThat(system.cluster().status()).isEqualTo(JobStatus.FINISHED);
            assertThat(printed)
                    .contains("learnt to the end")
                    .contains("events 3,000 = histories 3,000 + waiting 0 + duplicates 0 + dead letters 0")
                    .doesNotContain("DOES NOT ADD UP");
            assertSameAsFromTheTopic(system);
            if (parallelism == 1) {
                assertThat(SmallRun.model(system).manifest().getDigest())
                        .as("weights")
                        .isEqualTo(ofTopic.getDigest());
            }
        }
        assertThatThrownBy(() -> start(parallelism, Map.of("source.bounded", "true")))
                .as("nothing is left to go on from")
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("has come to the end of its files");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldFollowTheTopicBehindTheFilesWithoutAGapAndTakeNothingTwice(int parallelism) throws Exception {
        int cut = 1_800;
        convert(InMemoryEvents.of(SOURCE, 0, cut));
        TimedTopic.fill(folder.resolve("run"), parallelism, SOURCE.list());
        long begin = SOURCE.list().get(cut - 1).getEventTime() - 20_000;
        long read = SOURCE.list().stream()
                .filter(event -> event.getEventTime() >= begin)
                .count();

        try (EmbeddedSystem system = start(parallelism, Map.of("source.overlap", "20 s"))) {
            learnTopic(system);
            Map<String, Long> counts = SmallRun.model(system).manifest().getCounts();
            assertThat(counts).containsEntry("events", cut + read).containsEntry("duplicates", cut + read - EVENTS);
            assertThat(cut + read - EVENTS).as("what is in both").isGreaterThan(100);
            assertSameAsFromTheTopic(system);
        }
    }

    @Test
    void shouldLearnTheSameWhenTheTaskManagerFailsInTheFilesAndBehindThem() throws Exception {
        int cut = 2_000;
        convert(InMemoryEvents.of(SOURCE, 0, cut));
        try (EmbeddedSystem system = start(2, Map.of())) {
            await().atMost(PATIENCE).until(() -> count(system, "events") > 0);
            system.cluster().restartTaskManager();
            await().atMost(PATIENCE).until(() -> count(system, "events") == cut);
            assertThat(count(system, "buffered"))
                    .as("what a live event may still go before")
                    .isPositive();
            system.cluster().restartTaskManager();
            String printed = SmallRun.learn(system, InMemoryEvents.of(SOURCE, cut, EVENTS), Pace.MAX);

            assertThat(printed).contains("learnt to the end");
            assertSameAsFromTheTopic(system);
        }
    }

    @Test
    void shouldEndAllTheSameWhenTheTaskManagerFails() throws Exception {
        convert(SOURCE);
        try (EmbeddedSystem system = start(2, Map.of("source.bounded", "true"))) {
            await().atMost(PATIENCE).until(() -> count(system, "events") > 0);
            system.cluster().restartTaskManager();
            assertThat(runToTheEnd(system)).contains("learnt to the end");
            assertSameAsFromTheTopic(system);
        }
    }

    /** T is the time of the newest event in the files, S = T - O that from which the topic is read. */
    @Test
    void shouldDrawTheBorderToTheMillisecond() throws Exception {
        long newest = SmallRun.START.toEpochMilli() + 100_000;
        long begin = newest - 10_000;
        Event before = click("before", begin - 1);
        Event at = click("at", begin);
        Event last = click("last", newest);
        convert(InMemoryEvents.of(before, at, last));
        TimedTopic.send(
                folder.resolve("run"),
                1,
                List.of(
                        new Sent(click("older, and not in the files", begin - 1), begin - 1),
                        new Sent(before, begin - 1),
                        new Sent(at, begin),
                        new Sent(click("at S, and not in the files", begin), begin),
                        new Sent(last, newest),
                        new Sent(click("at T, and not in the files", newest), newest),
                        new Sent(click("behind T", newest + 1), newest + 1),
                        new Sent(last, newest + 5_000),
                        new Sent(before, newest + 6_000)));

        try (EmbeddedSystem system = start(1, Map.of("source.overlap", "10 s"))) {
            learnTopic(system);
            Manifest manifest = SmallRun.model(system).manifest();
            assertThat(manifest.getOffsets()).containsEntry("events-0", 10L);
            assertThat(manifest.getCounts())
                    .as("three of the files, seven of the topic: at, last twice, and before again are known")
                    .containsEntry("events", 10L)
                    .containsEntry("duplicates", 4L)
                    .containsEntry("kept", 6L)
                    .as("the files' watermark stops before S")
                    .containsEntry("late", 0L);
        }
    }

    @Test
    void shouldPutAsideWhatIsNoUsableEventUnderTheNameOfItsFile() throws Exception {
        List<Event> events = new ArrayList<>(SOURCE.list().subList(0, 500));
        Event bad = new Event("bad", "", events.get(200).getEventTime(), new Action("click", "i", null, Map.of()));
        events.add(200, bad);
        List<EventFileMetadata> files = convert(new InMemoryEvents(SOURCE.profile(), events), 1 << 20);
        assertThat(files).hasSize(1);

        try (EmbeddedSystem system = start(1, Map.of("source.bounded", "true"))) {
            assertThat(runToTheEnd(system))
                    .contains("events 501 = histories 500 + waiting 0 + duplicates 0 + dead letters 1");
            List<DeadLetter> letters = TopicContents.of(system.brokers(), TopicNames.DEAD_LETTERS, DeadLetter.class);
            assertThat(letters).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo("empty-user-id");
                assertThat(letter.getTopic()).isEqualTo(onlyFile().getFileName().toString());
                assertThat(letter.getPartition()).isZero();
                assertThat(letter.getOffset()).isEqualTo(200);
                assertThat(letter.getValue())
                        .isEqualTo(ByteBuffer.wrap(new SingleObjectCodec<>(Event.class).encode(bad)));
            });
        }
    }

    @Test
    void shouldFailOnceAndNameTheFileWhenItTurnsOutBroken() throws Exception {
        convert(SOURCE, 1 << 20);
        try (RandomAccessFile file = new RandomAccessFile(onlyFile().toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[500]);
        }
        try (EmbeddedSystem system = start(1, Map.of("source.bounded", "true"))) {
            assertThatThrownBy(() -> runToTheEnd(system))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("the job is FAILED")
                    .hasMessageContaining(onlyFile().getFileName().toString())
                    .hasMessageContaining("is broken behind event")
                    .message()
                    .doesNotContain("\n");
        }
    }

    private static Event click(String id, long time) {
        return new Event(id, "u", time, new Action("click", "i", null, Map.of()));
    }

    private List<EventFileMetadata> convert(EventSource source) {
        return convert(source, FILE_SIZE);
    }

    private List<EventFileMetadata> convert(EventSource source, long size) {
        return EventFiles.write(source, folder.resolve("files"), size);
    }

    private Path onlyFile() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("files"))) {
            return files.findAny().orElseThrow();
        }
    }

    private EmbeddedSystem start(int parallelism, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("source.backfill", folder.resolve("files").toString());
        all.put("job.parallelism", String.valueOf(parallelism));
        MillraceConfig config = SmallRun.config(SOURCE, all);
        return EmbeddedSystem.start(config, folder.resolve("run"));
    }

    private static String runToTheEnd(EmbeddedSystem system) throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new BoundedSession(system, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Lets time go on behind the last event of the topic, and waits until all of it is learnt. */
    private static void learnTopic(EmbeddedSystem system) {
        long end = SOURCE.list().get(EVENTS - 1).getEventTime()
                + JobConfigs.settlingTime(system.config()).toMillis();
        Heartbeats.send(system.brokers(), TopicNames.EVENTS, end);
        Settlement settlement = Settlement.ofAllIn(system.brokers(), TopicNames.EVENTS);
        await().atMost(PATIENCE)
                .until(() -> system.follower()
                        .current()
                        .map(model -> settlement.reachedBy(model.manifest()))
                        .orElse(false));
    }

    private static long count(EmbeddedSystem system, String name) {
        return system.follower()
                .current()
                .map(model -> model.manifest().getCounts().get(name))
                .orElse(0L);
    }

    private static void assertSameAsFromTheTopic(EmbeddedSystem system) throws Exception {
        Manifest manifest = SmallRun.model(system).manifest();
        assertThat(manifest.getCounts())
                .containsEntry("kept", (long) EVENTS)
                .containsEntry("late", 0L)
                .containsEntry("buffered", 0L)
                .containsEntry("marksPending", 0L);
        assertThat(manifest.getAppliedExamples()).isEqualTo(ofTopic.getAppliedExamples());
        assertThat(manifest.getAppliedDigest()).isEqualTo(ofTopic.getAppliedDigest());
        assertThat(examples(system)).isEqualTo(examplesOfTopic);
    }

    /** Every example once, in the order of their ids, without the time at which their events reached the topic. */
    private static List<TrainingExample> examples(EmbeddedSystem system) throws Exception {
        return TopicContents.of(system.brokers(), TopicNames.TRAINING_EXAMPLES, TrainingExample.class).stream()
                .peek(example -> example.setArrival(0))
                .distinct()
                .sorted(Comparator.comparingLong(TrainingExample::getExampleId))
                .toList();
    }
}
