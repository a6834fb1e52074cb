package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.RowLife;
import io.millrace.model.ModelConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.TrainingExample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows that are admitted, expire and come again are the same whatever fails on the way. */
class RowLifeUnderCrashesTest {
    private static final RowLife LIFE = new RowLife(3, Duration.ofMinutes(3), Duration.ofDays(1));

    private static Map<RowKey, String> learn(List<TrainingExample> examples, double crash, long seed) {
        return learn(examples, crash, seed, LIFE);
    }

    private static Map<RowKey, String> learn(List<TrainingExample> examples, double crash, long seed, RowLife life) {
        LoopSimulation simulation = new LoopSimulation(
                withoutNegatives(),
                new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 0.75),
                List.of(examples),
                1,
                life,
                seed);
        simulation.run(crash);
        assertThat(simulation.audit()).containsExactly(examples.size(), TestExamples.digestOf(examples));
        return simulation.livingRows();
    }

    /** What negatives are drawn from is not in the checkpoints of the simulation. */
    private static ModelConfig withoutNegatives() {
        ModelConfig tiny = TestExamples.tinyModel();
        return new ModelConfig(
                tiny.hstu(),
                tiny.wukong(),
                tiny.tasks(),
                tiny.features(),
                tiny.positiveActions(),
                0,
                tiny.temperature(),
                tiny.rowLearningRate(),
                tiny.denseLearningRate(),
                tiny.seed());
    }

    @Test
    void shouldEndWithTheSameRowsAndSlots() {
        List<TrainingExample> examples = TestExamples.some(60, 3);
        Map<RowKey, String> undisturbed = learn(examples, 0, 0);
        assertThat(undisturbed.keySet()).anyMatch(key -> key.table() < -1);
        assertThat(learn(examples, 0, 0, RowLife.FOREVER).keySet()).anyMatch(key -> !undisturbed.containsKey(key));
        assertThat(LongStream.range(1, 15).boxed())
                .allSatisfy(seed -> assertThat(learn(examples, 0.003, seed)).isEqualTo(undisturbed));
    }
}
