package io.millrace.sequence.flink;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.LateConversions.Kind;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.timeline.TestingTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both operators together, through failures and rescaling. */
class SequenceJobTest {
    private static final long DISORDER = Duration.ofMinutes(2).toMillis();
    private static final SequenceConfig CONFIG =
            SequenceConfig.defaults().withEmission(new Emission(4, Duration.ofMinutes(5)));

    private static SequenceConfig with(Kind kind) {
        LateConversions late = new LateConversions(kind, kind == Kind.ES_DFM ? Duration.ofHours(1) : Duration.ZERO);
        return CONFIG.withLabels(new Labels(
                List.of(
                        new Task("click", Basis.IMPRESSION, Set.of("click")),
                        new Task("convert", Basis.CLICK, Set.of("convert"), late)),
                Duration.ofMinutes(30),
                Duration.ofDays(1)));
    }

    /** A shuffled stream in which every tenth record is a repetition and every tenth is bad. */
    private static List<Intake> records(List<AcceptedEvent> events, long seed) {
        List<Intake> records = new ArrayList<>();
        for (AcceptedEvent event : TestingStream.shuffled(events, DISORDER, seed)) {
            records.add(Intake.accepted(record(records.size()), event));
            if (records.size() % 10 == 8) {
                records.add(Intake.accepted(record(records.size()), event));
                records.add(Intake.refused(record(records.size()), "not-avro", ""));
            }
        }
        return records;
    }

    private static ConsumedRecord record(int index) {
        return new ConsumedRecord("events", index % 3, index, T0, null, new byte[] {1});
    }

    private static List<TrainingExample> expected(SequenceConfig config, List<AcceptedEvent> events) {
        List<TrainingExample> expected = new ArrayList<>();
        TestingStream.byUser(events).forEach((user, own) -> {
            TestingTimeline timeline = new TestingTimeline(config, user);
            timeline.take(own.toArray(AcceptedEvent[]::new)).advance(Long.MAX_VALUE);
            expected.addAll(timeline.examples);
        });
        expected.sort(Comparator.comparingLong(TrainingExample::getExampleId));
        return expected;
    }

    @ParameterizedTest
    @CsvSource({"1, WAIT", "2, WAIT", "3, FNW", "4, ES_DFM"})
    void shouldGiveTheSameExamplesThroughFailuresAndRescaling(long seed, Kind kind) throws Exception {
        assertTheSameThroughFailuresAndRescaling(with(kind), TestingStream.ofEvents(seed, 9, 800), seed);
    }

    /** Some users are erased, one of them twice. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void shouldEraseTheSameThroughFailuresAndRescaling(long seed) throws Exception {
        List<AcceptedEvent> events = TestingStream.ofEvents(seed, 9, 800);
        for (int at : List.of(200, 300, 400, 500, 501, 600)) {
            AcceptedEvent last = events.get(at);
            events.add(new AcceptedEvent(
                    last.user(), at, last.time(), last.time(), new AcceptedEvent.Erasure("u", "e" + at)));
        }
        Map<String, Long> counts = assertTheSameThroughFailuresAndRescaling(CONFIG, events, seed);

        assertThat(counts).containsEntry("erasures", 6L).containsEntry("erasedLate", 0L);
        assertThat(counts.get("exposuresErased")).isPositive();
        assertThat(counts.get("marksErased")).isPositive();
    }

    private static Map<String, Long> assertTheSameThroughFailuresAndRescaling(
            SequenceConfig config, List<AcceptedEvent> events, long seed) throws Exception {
        List<Intake> records = records(events, seed);
        Random random = new Random(seed);
        List<TrainingExample> committed = new ArrayList<>();
        TestingJob.Checkpoint checkpoint = null;
        int from = 0;
        for (long attempt = 1; from < records.size(); attempt++) {
            int until = Math.min(records.size(), from + 100 + random.nextInt(300));
            try (TestingJob job = new TestingJob(config, 1 + random.nextInt(3), checkpoint)) {
                feed(job, records, from, until);
                assertAccounts(job.barrier(attempt), until);
                checkpoint = job.snapshot(attempt);
                committed.addAll(job.drain());
                // What comes after the checkpoint is lost with the attempt.
                feed(job, records, until, Math.min(records.size(), until + 50));
            }
            from = until;
        }
        try (TestingJob job = new TestingJob(config, 2, checkpoint)) {
            job.watermark(Long.MAX_VALUE);
            committed.addAll(job.drain());
            Map<String, Long> counts = sums(job.barrier(1000));
            assertThat(counts)
                    .containsEntry("buffered", 0L)
                    .containsEntry("marksPending", 0L)
                    .containsEntry("exposuresOpen", 0L);
            assertThat(counts.get("examples")).isEqualTo(committed.size());
            assertThat(job.timers()).isZero();
            committed.sort(Comparator.comparingLong(TrainingExample::getExampleId));
            assertThat(committed).isEqualTo(expected(config, events));
            return counts;
        }
    }

    @Test
    void shouldRefuseAfterARestartWhatWasErasedBefore() throws Exception {
        TestingJob.Checkpoint checkpoint;
        try (TestingJob job = new TestingJob(CONFIG, 1, null)) {
            job.process(Intake.accepted(record(0), TestingEvents.impression("i", "a", T0)));
            job.process(Intake.accepted(record(1), TestingEvents.click("c", "a", T0 + 1)));
            job.process(Intake.accepted(record(2), TestingEvents.erasure("x", T0 + 2)));
            job.watermark(T0 + 2);
            assertThat(job.erasures())
                    .containsExactly(
                            new Erased(TestingEvents.USER, "user", "x", T0 + 2, T0 + 2, 1, 1, 2, TestingJob.NOW));
            checkpoint = job.snapshot(1);
        }
        try (TestingJob job = new TestingJob(CONFIG, 2, checkpoint)) {
            job.process(Intake.accepted(record(3), TestingEvents.action("v", "convert", "a", T0 + 2)));
            job.process(Intake.accepted(record(4), TestingEvents.action("w", "convert", "a", T0 + 3)));
            job.watermark(Long.MAX_VALUE);

            assertThat(job.drain()).isEmpty();
            assertThat(job.erasures()).isEmpty();
            assertThat(sums(job.barrier(2)))
                    .containsEntry("erasedLate", 1L)
                    .containsEntry("kept", 4L)
                    .containsEntry("marksErased", 2L)
                    .containsEntry("marksMade", 2L);
            assertThat(job.timers()).isZero();
        }
    }

    private static void feed(TestingJob job, List<Intake> records, int from, int until) throws Exception {
        long youngest = 0;
        for (int i = 0; i < until; i++) {
            Intake intake = records.get(i);
            if (i >= from) {
                job.process(intake);
            }
            if (intake.isAccepted()) {
                youngest = Math.max(youngest, intake.event().time());
            }
            if (i >= from && i % 7 == 0) {
                job.watermark(youngest - DISORDER - 1);
            }
        }
    }

    private static Map<String, Long> sums(List<CheckpointReport> reports) {
        Map<String, Long> sums = new HashMap<>();
        reports.forEach(report -> report.getCounts().forEach((name, count) -> sums.merge(name, count, Long::sum)));
        return sums;
    }

    private static void assertAccounts(List<CheckpointReport> reports, int read) {
        Map<String, Long> counts = sums(reports);
        assertThat(counts.get("events")).isEqualTo(read);
        assertThat(counts.get("kept")
                        + counts.get("buffered")
                        + counts.get("duplicates")
                        + counts.get("deadLetters")
                        + counts.get("erasedLate"))
                .isEqualTo(read);
        assertThat(counts.get("duplicates")).isPositive();
        assertThat(counts.get("deadLetters")).isPositive();
        assertExposuresAndLabels(counts);
        assertThat(counts.get("late")).isZero();
        Map<String, Long> offsets = new HashMap<>();
        reports.forEach(report ->
                report.getOffsets().forEach((partition, offset) -> offsets.merge(partition, offset, Math::max)));
        for (int index = read - 3; index < read; index++) {
            assertThat(offsets).containsEntry("events-" + index % 3, index + 1L);
        }
    }

    private static void assertExposuresAndLabels(Map<String, Long> counts) {
        assertThat(counts.get("marksMade"))
                .isEqualTo(counts.get("marksEmitted")
                        + counts.get("marksPending")
                        + counts.get("marksLost")
                        + counts.get("marksErased"));
        assertThat(counts.get("exposures"))
                .isEqualTo(counts.get("exposuresOpen")
                        + counts.get("exposuresLabelled")
                        + counts.get("exposuresEvicted")
                        + counts.get("exposuresAbsorbed")
                        + counts.get("exposuresErased"));
    }

    /** The watermark follows the youngest event of a shuffled stream at once, across a failure with other parallelism. */
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void shouldCountExactlyTheEventsThatAreLate(long seed) throws Exception {
        List<Intake> records = records(TestingStream.ofEvents(seed, 2, 600), seed);
        int half = records.size() / 2;
        long late = 0;
        long watermark = Long.MIN_VALUE;
        TestingJob.Checkpoint checkpoint = null;
        Set<Long> seen = new HashSet<>();
        for (int part = 0; part < 2; part++) {
            try (TestingJob job = new TestingJob(CONFIG, 1 + part, checkpoint)) {
                for (Intake intake : records.subList(part * half, part == 0 ? half : records.size())) {
                    job.process(intake);
                    if (intake.isAccepted()) {
                        AcceptedEvent event = intake.event();
                        late += seen.add(event.id()) && event.time() <= watermark ? 1 : 0;
                        watermark = Math.max(watermark, event.time());
                        job.watermark(watermark);
                    }
                }
                Map<String, Long> counts = sums(job.barrier(part));
                assertThat(counts).containsEntry("late", late);
                assertExposuresAndLabels(counts);
                checkpoint = job.snapshot(part);
            }
        }
        assertThat(late).isGreaterThan(100);
        try (TestingJob job = new TestingJob(CONFIG, 3, checkpoint)) {
            job.watermark(Long.MAX_VALUE);
            Map<String, Long> counts = sums(job.barrier(9));
            assertExposuresAndLabels(counts);
            assertThat(counts)
                    .containsEntry("exposuresOpen", 0L)
                    .containsEntry("marksPending", 0L)
                    .containsEntry("late", late);
            assertThat(counts.get("labelsOvertaken")).isPositive();
        }
    }

    @Test
    void shouldHandOverWhatIsBadAsItCame() throws Exception {
        try (TestingJob job = new TestingJob(CONFIG, 2, null)) {
            Intake bad = Intake.refused(record(5), "not-avro", "no header");
            job.process(bad);
            job.snapshot(1);
            assertThat(job.deadLetters()).as("the checkpoint may still fail").isEmpty();
            job.completed(1);

            assertThat(job.deadLetters()).containsExactly(bad.deadLetter());
        }
    }

    @Test
    void shouldReportTheWatermarkAndWhoItIs() throws Exception {
        try (TestingJob job = new TestingJob(CONFIG, 2, null)) {
            assertThat(job.barrier(1))
                    .extracting(CheckpointReport::getWatermark)
                    .containsOnly(Long.MIN_VALUE);
            job.watermark(T0);
            List<CheckpointReport> reports = job.barrier(2);

            assertThat(reports).extracting(CheckpointReport::getWatermark).containsOnly(T0);
            assertThat(reports)
                    .extracting(report -> report.getOperator() + report.getSubtask() + '/' + report.getSubtasks())
                    .containsExactly("intake0/2", "intake1/2", "sequence0/2", "sequence1/2");
        }
    }

    @Test
    void shouldTakeForLateWhatWasLateBeforeTheRestart() throws Exception {
        TestingJob.Checkpoint checkpoint;
        try (TestingJob job = new TestingJob(CONFIG, 1, null)) {
            job.watermark(T0);
            checkpoint = job.snapshot(1);
        }
        try (TestingJob job = new TestingJob(CONFIG, 2, checkpoint)) {
            job.process(Intake.accepted(record(0), TestingEvents.click("c", "a", T0)));
            job.process(Intake.accepted(record(1), TestingEvents.click("d", "a", T0 + 1)));

            assertThat(sums(job.barrier(2))).containsEntry("late", 1L).containsEntry("buffered", 1L);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FNW", "ES_DFM"})
    void shouldLearnALateConversionOnceWithARestartBetweenAnyTwoLabels(Kind kind) throws Exception {
        long hour = Duration.ofHours(1).toMillis();
        List<AcceptedEvent> events = List.of(
                TestingEvents.impression("i", "a", T0),
                TestingEvents.click("c", "a", T0 + 10),
                TestingEvents.action("v", "convert", "a", T0 + 2 * hour),
                TestingEvents.action("v", "convert", "a", T0 + 2 * hour),
                TestingEvents.action("w", "convert", "a", T0 + 3 * hour),
                TestingEvents.click("d", "z", T0 + 30 * hour));
        List<String> labels = new ArrayList<>();
        TestingJob.Checkpoint checkpoint = null;
        for (int i = 0; i < events.size(); i++) {
            try (TestingJob job = new TestingJob(with(kind), 1 + i % 3, checkpoint)) {
                job.process(Intake.accepted(record(i), events.get(i)));
                // To the eve of the next.
                job.watermark(events.get(Math.min(i + 1, events.size() - 1)).time() - 1);
                checkpoint = job.snapshot(i);
                labels.addAll(conversions(job.drain()));
                job.watermark(Long.MAX_VALUE);
            }
        }

        List<String> learnt = List.of("convert=0 1 false", "convert=1 1 false", "convert=1 0 true");
        assertThat(labels.stream().filter(label -> label.startsWith("convert=")))
                .isEqualTo(learnt);
        assertThat(labels).hasSize(kind == Kind.FNW ? 3 : 5);
    }

    /** What examples teach of conversions: "task=label weight judged". */
    private static List<String> conversions(List<TrainingExample> examples) {
        return examples.stream()
                .flatMap(example -> example.getSupervision().stream())
                .filter(label -> label.getTask().startsWith("convert"))
                .map(label -> "%s=%.0f %.0f %s"
                        .formatted(label.getTask(), label.getLabel(), label.getWeight(), label.getJudged()))
                .toList();
    }
}
