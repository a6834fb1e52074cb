package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.learner.server.RowKey;
import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.schemas.Manifest;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The model is stopped, and goes on as another one, at another parallelism. */
class ModelChangeIT {
    private static final int PART = 120;
    private static final ModelConfig ONE_LAYER = TestExamples.tinyModel();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    private static ModelConfig with(int width, int layers) {
        HstuSizes sizes = ONE_LAYER.hstu();
        return new ModelConfig(
                new HstuSizes(
                        width,
                        layers,
                        sizes.heads(),
                        sizes.qkWidth(),
                        sizes.valueWidth(),
                        sizes.maxTokens(),
                        sizes.dropout()),
                ONE_LAYER.wukong(),
                ONE_LAYER.tasks(),
                ONE_LAYER.features(),
                ONE_LAYER.positiveActions(),
                ONE_LAYER.negatives(),
                ONE_LAYER.temperature(),
                ONE_LAYER.rowLearningRate(),
                ONE_LAYER.denseLearningRate(),
                ONE_LAYER.seed());
    }

    @Test
    void shouldTakeUpALayerMoreAndLetItGoAgain() throws Exception {
        try (TestingLearner learner = new TestingLearner("model-change", folder, Map.of())) {
            learner.start(2, 1, Optional.empty());
            learner.give(PART);
            Manifest shallow = learner.awaitAllLearnt();
            Map<RowKey, FloatBuffer> before = rows(learner);

            learner.learning(with(ONE_LAYER.hstu().width(), 2)).start(1, 1, Optional.of(learner.stop()));
            Manifest deep = learner.awaitAllLearnt();
            assertThat(deep.getLineage()).isNotEqualTo(shallow.getLineage());
            assertThat(deep.getAppliedDigest()).isEqualTo(shallow.getAppliedDigest());
            assertThat(rows(learner)).containsAllEntriesOf(before);
            learner.give(PART);
            learner.awaitAllLearnt();
            Map<RowKey, FloatBuffer> deepRows = rows(learner);
            assertThat(tables(deepRows)).hasSizeGreaterThan(tables(before).size());

            learner.learning(ONE_LAYER).start(2, 1, Optional.of(learner.stop()));
            Manifest shallowAgain = learner.awaitAllLearnt();
            assertThat(shallowAgain.getLineage()).isNotEqualTo(deep.getLineage());
            assertThat(shallowAgain.getAppliedDigest()).isEqualTo(learner.digest());
            deepRows.keySet().removeIf(row -> !tables(before).contains(row.table()));
            assertThat(rows(learner)).isEqualTo(deepRows);
        }
    }

    /** A restart would find what it found: the job ends, though it may restart as often as it likes. */
    @Test
    void shouldEndTheJobThatWouldHaveToMakeRowsWider() throws Exception {
        Map<String, String> restarts = Map.of(
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "1000000",
                "restart-strategy.fixed-delay.delay", "1 ms");
        try (TestingLearner learner = new TestingLearner("wider", folder, restarts)) {
            learner.start(1, 1, Optional.empty());
            learner.give(PART);
            learner.awaitAllLearnt();
            learner.learning(with(2 * ONE_LAYER.hstu().width(), 1)).start(1, 1, Optional.of(learner.stop()));
            assertThat(learner.awaitRefusal()).rootCause().hasMessageContaining("start afresh");
        }
    }

    private static Map<RowKey, FloatBuffer> rows(TestingLearner learner) {
        Map<RowKey, FloatBuffer> rows = new HashMap<>();
        learner.log().rows().forEach((row, weights) -> rows.put(row, FloatBuffer.wrap(weights)));
        return rows;
    }

    private static Set<Integer> tables(Map<RowKey, FloatBuffer> rows) {
        return rows.keySet().stream().map(RowKey::table).collect(Collectors.toSet());
    }
}
