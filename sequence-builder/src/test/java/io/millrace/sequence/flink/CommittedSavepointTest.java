package io.millrace.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every release can go on from where each earlier one was stopped. */
class CommittedSavepointTest {
    @ParameterizedTest
    @CsvSource({"0.1.0-m1, 1", "0.1.0-m1, 3"})
    void shouldGoOnAsIfItHadNeverBeenStopped(String release, int parallelism) throws Exception {
        List<TrainingExample> uninterrupted;
        try (TestingJob job = new TestingJob(CommittedSavepoint.CONFIG, 1, null)) {
            CommittedSavepoint.playFirstHalf(job);
            job.drain();
            CommittedSavepoint.playSecondHalf(job);
            uninterrupted = sorted(job.drain());
        }
        try (TestingJob job =
                new TestingJob(CommittedSavepoint.CONFIG, parallelism, CommittedSavepoint.read(release))) {
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
}
