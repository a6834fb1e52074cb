package io.millrace.model.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Parameters;
import io.millrace.model.Ranker;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InteractionModelTest {
    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));

    /** ⟨w, x⟩ = 3, ⟨x₁,x₂⟩ + ⟨x₁,x₃⟩ + ⟨x₂,x₃⟩ = 11 + 1 + 3 = 15, MLP(x) = 0.25: 3 + 0.5 + 2·15 + 0.25. */
    @Test
    void shouldAddWhatDeepFmIsMadeOf() {
        DeepFm model = new DeepFm(layout, sizes(1, List.of()), 3, 1);
        Matrix x = Matrix.of(new float[] {1, 2, 3, 4, 1, 0}, 1, 6);
        Parameters parameters = parameters(Map.of(
                "deepfm.w", new float[] {0, 0, 1, 0, 0, 0},
                "deepfm.b", new float[] {0.5f},
                "deepfm.g", new float[] {2},
                "deepfm.deep.b1", new float[] {0.25f}));
        assertThat(model.forward(parameters, x).get(0, 0)).isCloseTo(33.75f, within(1e-5f));
    }

    /** x₁ = x₀ ⊙ (2, 1) + x₀ = (3, 6), x₂ = x₀ ⊙ (6, 4) + x₁ = (7, 18), logit = 7·1 + 18·0.1 − 1. */
    @Test
    void shouldCrossWithTheFirstInputInEveryLayerOfDcnV2() {
        DcnV2 model = new DcnV2(layout, sizes(2, List.of()), 1, 1);
        Matrix x = Matrix.of(new float[] {1, 3}, 1, 2);
        Parameters parameters = parameters(Map.of(
                "dcnv2.0.W", new float[] {2, 0, 0, 0},
                "dcnv2.0.b", new float[] {0, 1},
                "dcnv2.1.W", new float[] {0, 1, 1, 0},
                "dcnv2.1.b", new float[] {-2, 1},
                "dcnv2.head.W1", new float[] {1, 0.1f},
                "dcnv2.head.b1", new float[] {-1}));
        assertThat(model.forward(parameters, x).get(0, 0)).isCloseTo(7.8f, within(1e-5f));
    }

    /** ReLU(1 − 3, 1 + 3) = (0, 4), logits 4·0.5 and 4·(−1) + 1. */
    @Test
    void shouldFeedTheUnitsToTheMlp() {
        MlpRanker model = new MlpRanker(layout, sizes(1, List.of(2)), 1, 2);
        Matrix x = Matrix.of(new float[] {1, 3}, 1, 2);
        Parameters parameters = parameters(Map.of(
                "mlp.W1", new float[] {1, -1, 1, 1},
                "mlp.W2", new float[] {9, 0.5f, 9, -1},
                "mlp.b2", new float[] {0, 1}));
        Matrix logits = model.forward(parameters, x);
        assertThat(logits.get(0, 0)).isEqualTo(2);
        assertThat(logits.get(0, 1)).isEqualTo(-3);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveARequestTheSameLogitsWhateverPassesWithIt(Ranker ranker) {
        InteractionModel model = ranker.create(layout, sizes(2, List.of(5)), 4, 2);
        Parameters parameters = new Parameters(layout.tables());
        layout.tables().forEach(table -> parameters.put(table.id(), 0, Rows.born(table, 1, 0).values, 0));
        Matrix x = Matrix.of(new float[7 * 8], 7, 8);
        for (int i = 0; i < 7 * 8; i++) {
            x.values()[i] = (float) Math.sin(1 + 12.9898 * i);
        }
        Matrix all = Matrix.of(new float[7 * 2], 7, 2);
        all.set(model.forward(parameters, x));
        for (int b = 0; b < 7; b++) {
            Matrix alone = model.forward(parameters, x.rows(b, b + 1));
            assertThat(new float[] {alone.get(0, 0), alone.get(0, 1)})
                    .isEqualTo(new float[] {all.get(b, 0), all.get(b, 1)});
        }
    }

    private static WukongSizes sizes(int layers, List<Integer> headHidden) {
        return new WukongSizes(2, layers, 3, 2, 2, List.of(5), headHidden, false);
    }

    /** Tensors by name; others stay zero. */
    private Parameters parameters(Map<String, float[]> tensors) {
        Parameters parameters = new Parameters(layout.tables());
        layout.tables().stream()
                .filter(table -> tensors.containsKey(table.name()))
                .forEach(table -> parameters.put(table.id(), 0, tensors.get(table.name()), 0));
        return parameters;
    }
}
