package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestExamples;
import io.millrace.model.Encoder;
import io.millrace.model.ModelConfig;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class ModelChangeTest {
    private final ModelConfig model = TestExamples.tinyModel();

    private ModelConfig with(List<String> tasks, List<String> features) {
        return new ModelConfig(
                model.hstu(),
                model.wukong(),
                tasks,
                features,
                model.positiveActions(),
                model.negatives(),
                model.temperature(),
                model.rowLearningRate(),
                model.denseLearningRate(),
                model.seed());
    }

    @Test
    void shouldRefuseTasksInAnotherOrder() {
        assertThatThrownBy(() ->
                        ModelChange.requireSameMeaning(model, with(List.of("convert", "click"), model.features())))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("the tasks are [click, convert] in the restored state and [convert, click]")
                .hasMessageContaining("start afresh");
    }

    @Test
    void shouldRefuseAFeatureInThePlaceOfAnother() {
        assertThatThrownBy(() -> ModelChange.requireSameMeaning(model, with(model.tasks(), List.of("brand"))))
                .cause()
                .hasMessageContaining("categorical features are [category] in the restored state and [brand]");
    }

    @Test
    void shouldRefuseDenseFeaturesThatWereNot() {
        assertThatThrownBy(() -> ModelChange.requireSameMeaning(model, model.withDenseFeatures(List.of("price"))))
                .cause()
                .hasMessageContaining("dense features are []");
    }

    @Test
    void shouldLetModelsChangeThatMeanTheSame() {
        assertThatCode(() -> ModelChange.requireSameMeaning(model, model.with(Encoder.SASREC, model.ranker())))
                .doesNotThrowAnyException();
    }
}
