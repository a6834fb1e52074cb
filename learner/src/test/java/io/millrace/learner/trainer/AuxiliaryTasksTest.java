package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.model.ModelConfig;
import io.millrace.model.loss.DelayedConversion;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuxiliaryTasksTest {
    @Test
    void shouldLearnAndJudgeAuxiliaryTasksLikeAnyOther() {
        ModelConfig model =
                TestExamples.tinyModel().withDelayedConversions(Map.of("convert", DelayedConversion.ES_DFM));
        TrainingExample example = TestExamples.one(3, 1);
        List<Supervision> labels = new ArrayList<>(example.getSupervision());
        long matured = example.getRequestTime();
        labels.add(0, new Supervision(0, "convert.delayed", 1f, 1f, matured, true));
        labels.add(1, new Supervision(0, "convert.real-negative", 0f, 1f, matured, true));
        example.setSupervision(labels);

        LoopSimulation simulation = new LoopSimulation(
                model,
                new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 1),
                List.of(List.of(example)),
                2,
                1);
        simulation.run(0);

        assertThat(simulation.audit()[0]).isOne();
        assertThat(simulation.judgements())
                .extracting(Judgement::task)
                .contains(
                        "hstu/click",
                        "hstu/convert.delayed",
                        "hstu/convert.real-negative",
                        "wukong/convert.delayed",
                        "wukong/convert.real-negative");
    }
}
