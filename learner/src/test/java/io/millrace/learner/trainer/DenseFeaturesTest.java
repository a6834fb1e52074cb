package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.model.ModelConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.TrainingExample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DenseFeaturesTest {
    private static final ModelConfig MODEL = TestExamples.tinyModel().withDenseFeatures(List.of("price", "stock"));

    /** Of one example with these numbers at every interaction: the probabilities given before it was learnt, by task. */
    private static Map<String, List<Float>> probabilities(Float price, Float stock) {
        TrainingExample example = TestExamples.one(3, 1);
        example.getInteractions().forEach(entry -> entry.setDenseFeatures(Arrays.asList(price, stock)));
        LoopSimulation simulation = new LoopSimulation(
                MODEL,
                new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 1),
                List.of(List.of(example)),
                2,
                1);
        simulation.run(0);
        assertThat(simulation.audit()).containsExactly(1, TestExamples.digestOf(List.of(example)));
        return simulation.judgements().stream()
                .filter(judgement -> !judgement.isRetrieval())
                .collect(Collectors.groupingBy(
                        Judgement::task, Collectors.mapping(Judgement::probability, Collectors.toList())));
    }

    @Test
    void shouldBringTheNumbersOfAnExampleToTheRanker() {
        Map<String, List<Float>> cheap = probabilities(1f, 5f);
        Map<String, List<Float>> dear = probabilities(1000f, 5f);
        Map<String, List<Float>> free = probabilities(0f, 5f);
        Map<String, List<Float>> unknown = probabilities(null, 5f);
        assertThat(List.of(cheap, dear, free, unknown))
                .extracting(probabilities -> probabilities.get("wukong/click"))
                .doesNotHaveDuplicates();
        assertThat(List.of(cheap, dear, free, unknown))
                .extracting(probabilities -> probabilities.get("hstu/click"))
                .containsOnly(cheap.get("hstu/click"));
    }
}
