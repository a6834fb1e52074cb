package io.millrace.benchmarks.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.model.ModelConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleTrafficTest {
    private static long share(List<TrainingExample> examples, int item) {
        return examples.stream()
                .flatMap(example -> example.getInteractions().stream())
                .filter(interaction -> interaction.getItem() == Ids.of("i" + item))
                .count();
    }

    @Test
    void shouldBeTheSameEveryTime() {
        ExampleTraffic traffic = new ExampleTraffic(5, 50, 1, 20, 4, 7);
        assertThat(traffic.examples(10)).isEqualTo(traffic.examples(10));
    }

    @Test
    void shouldShowItemsByZipf() {
        List<TrainingExample> alike = new ExampleTraffic(5, 50, 0, 20, 4, 7).examples(200);
        List<TrainingExample> skewed = new ExampleTraffic(5, 50, 1.2, 20, 4, 7).examples(200);
        assertThat(share(alike, 0)).isBetween(40L, 130L);
        assertThat(share(skewed, 0)).isBetween(1_000L, 1_500L);
        assertThat(share(skewed, 1)).isBetween(400L, 700L);
    }

    @Test
    void shouldBeLearntByThePlainLoop() {
        ModelConfig model = JobConfigs.model(MillraceConfig.of(Map.of("model.features", "category")));
        TrainerConfig trainer = new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 1);
        PlainLoop plain = new PlainLoop(model, trainer);
        List<TrainingExample> examples = new ExampleTraffic(5, 50, 0, 20, 4, 7).examples(5);
        assertThat(plain.pass(examples)).isPositive();
        long labels = examples.stream()
                .flatMap(example -> example.getSupervision().stream())
                .mapToLong(label -> label.getTask().equals("retrieval") ? 1 : 2)
                .sum();
        assertThat(plain.judgements()).isEqualTo(labels);
    }
}
