package io.millrace.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every release can go on from where each earlier one was stopped. */
class CommittedSavepointTest {
    /** What is learnt from one interaction for one task. */
    private record Label(long user, long item, long time, String task, float label) {
        static List<Label> of(List<TrainingExample> examples) {
            List<Label> labels = new ArrayList<>();
            for (TrainingExample example : examples) {
                for (Supervision supervision : example.getSupervision()) {
                    Interaction entry = example.getInteractions().get(supervision.getInteraction());
                    labels.add(new Label(
                            example.getUser(),
                            entry.getItem(),
                            entry.getTime(),
                            supervision.getTask(),
                            supervision.getLabel()));
                }
            }
            return labels;
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1.0-m2, 1", "0.1.0-m2, 3"})
    void shouldGoOnAsIfItHadNeverBeenStopped(String release, int parallelism) throws Exception {
        List<TrainingExample> uninterrupted;
        try (TestingJob job = new TestingJob(CommittedSavepoint.ES_DFM, 1, null)) {
            CommittedSavepoint.playFirstHalf(job);
            job.drain();
            CommittedSavepoint.playSecondHalf(job);
            uninterrupted = sorted(job.drain());
        }
        try (TestingJob job =
                new TestingJob(CommittedSavepoint.ES_DFM, parallelism, CommittedSavepoint.read(release))) {
            CommittedSavepoint.playSecondHalf(job);

            assertThat(sorted(job.drain())).isEqualTo(uninterrupted).hasSizeGreaterThan(50);
            assertThat(job.timers()).isZero();
        }
    }

    private static List<TrainingExample> sorted(List<TrainingExample> examples) {
        return examples.stream()
                .sorted(Comparator.comparingLong(TrainingExample::getExampleId))
                .toList();
    }

    /** When examples are cut has changed since, and with it what is in which; not what is learnt. */
    @ParameterizedTest
    @CsvSource({"0.1.0-m1, 1", "0.1.0-m1, 3"})
    void shouldGiveEveryLabelThatWasNotGivenYet(String release, int parallelism) throws Exception {
        List<Label> uninterrupted;
        try (TestingJob job = new TestingJob(CommittedSavepoint.WAITING, 1, null)) {
            CommittedSavepoint.playFirstHalf(job);
            CommittedSavepoint.playSecondHalf(job);
            uninterrupted = Label.of(job.drain());
        }
        try (TestingJob job =
                new TestingJob(CommittedSavepoint.WAITING, parallelism, CommittedSavepoint.read(release))) {
            long given = job.barrier(1).stream()
                    .mapToLong(report -> report.getCounts().getOrDefault("marksEmitted", 0L))
                    .sum();
            CommittedSavepoint.playSecondHalf(job);
            List<Label> labels = Label.of(job.drain());

            List<Label> left = new ArrayList<>(uninterrupted);
            assertThat(labels).allMatch(left::remove);
            assertThat(given + labels.size()).isEqualTo(uninterrupted.size());
            assertThat(given).isGreaterThan(100);
            assertThat(job.timers()).isZero();
        }
    }
}
