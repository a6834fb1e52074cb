package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol under random interleavings and crashes, against the one-line reference: every example once. */
class ExactlyOnceTest {
    @ParameterizedTest(name = "{0} trainers, {1} shards, {2} credits, crash probability {3}")
    @CsvSource({"1,1,1,0", "1,1,1,0.002", "1,2,3,0.002", "2,1,2,0.002", "2,2,1,0.001", "3,4,2,0.001"})
    void shouldApplyEveryExampleExactlyOnce(int trainers, int shards, int credits, double crash) {
        for (long seed = 0; seed < 20; seed++) {
            List<TrainingExample> all = TestExamples.some(40, seed);
            for (int i = 0; i < all.size(); i += 3) {
                all.set(i, TestExamples.onlyJudgedBy(all.get(i)));
            }
            LoopSimulation simulation = new LoopSimulation(
                    TestExamples.tinyModel(),
                    new TrainerConfig(credits, new NormClipping(10), 100, Sampling.UNIGRAM, 0.75),
                    divide(all, trainers),
                    shards,
                    seed);
            simulation.run(crash);
            assertThat(simulation.audit()).containsExactly(40, TestExamples.digestOf(all));
        }
    }

    private static List<List<TrainingExample>> divide(List<TrainingExample> all, int trainers) {
        List<List<TrainingExample>> parts = new ArrayList<>();
        for (int t = 0; t < trainers; t++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            parts.get(i % trainers).add(all.get(i));
        }
        return parts;
    }
}
