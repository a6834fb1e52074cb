package io.millrace.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    @Test
    void shouldDivideByTheRootOfTheRowsMeanSquares() {
        RowWiseAdaGrad adaGrad = new RowWiseAdaGrad(0.1f, 1e-8f);
        assertThat(adaGrad.slots(2)).isEqualTo(1);
        float[] row = {1, 1, 0};
        adaGrad.apply(row, 2, new float[] {9, 3, -4}, 1, 1);
        double s = (3 * 3 + 4 * 4) / 2.0;
        assertThat(row).containsExactly(expected(1 - 0.3 / Math.sqrt(s), 1 + 0.4 / Math.sqrt(s), s), within(1e-6f));
        adaGrad.apply(row, 2, new float[] {1, 0}, 0, 2);
        double later = s + 0.5;
        assertThat(row[0]).isCloseTo((float) (1 - 0.3 / Math.sqrt(s) - 0.1 / Math.sqrt(later)), within(1e-6f));
        assertThat(row[2]).isCloseTo((float) later, within(1e-6f));
    }

    @Test
    void shouldNotMoveARowWithoutAGradient() {
        float[] row = {1, 2, 0};
        new RowWiseAdaGrad(0.1f, 1e-8f).apply(row, 2, new float[2], 0, 1);
        assertThat(row).containsExactly(1, 2, 0);
    }

    @Test
    void shouldRefuseADecayThatIsNone() {
        for (float wrong : new float[] {0, -0.5f, 1.01f, Float.NaN}) {
            assertThatThrownBy(() -> new RowWiseAdaGrad(0.1f, 1e-8f, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("decay");
        }
    }

    @Test
    void shouldKeepLearningOnAStreamThatNeverEndsOnlyWithDecay() {
        float gamma = 0.999f;
        float[] decaying = {0, 0, 0};
        float[] growing = {0, 0, 0};
        float[] gradient = {0.5f, -0.5f};
        int updates = 100_000;
        for (int update = 1; update <= updates; update++) {
            new RowWiseAdaGrad(0.1f, 1e-8f, gamma).apply(decaying, 2, gradient, 0, update);
            new RowWiseAdaGrad(0.1f, 1e-8f).apply(growing, 2, gradient, 0, update);
        }
        double rate = 0.1 / Math.sqrt(decaying[2]);
        assertThat(rate).isCloseTo(0.1 * Math.sqrt(1 - gamma) / 0.5, within(1e-5));
        assertThat(0.1 / Math.sqrt(growing[2])).isCloseTo(0.1 / (0.5 * Math.sqrt(updates)), within(1e-5));
    }

    @Test
    void shouldBoundAStepHoweverLittleIsRemembered() {
        RowWiseAdaGrad forgetful = new RowWiseAdaGrad(0.1f, 1e-8f, 0.01f);
        SplittableRandom random = new SplittableRandom(7);
        float[] row = new float[4 + 1];
        for (int update = 1; update <= 2_000; update++) {
            float scale = (float) Math.exp(random.nextDouble(-12, 12));
            float[] gradient = {scale, 0, (float) random.nextDouble(-1, 1) * scale, 0};
            float[] before = row.clone();
            forgetful.apply(row, 4, gradient, 0, update);
            for (int i = 0; i < 4; i++) {
                assertThat(Math.abs((double) row[i] - before[i])).isLessThanOrEqualTo(0.1 * Math.sqrt(4) + 1e-5);
            }
        }
    }

    /** The loops that C2 vectorises, against the formula element by element; widths shrink and grow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 512, 3, 8, 67, 64, 1})
    void shouldNotDependOnTheWidthOfARowNorOnWhatWasLeftBehind(int width) {
        AdamW adamW = new AdamW(0.01f, 0.9f, 0.98f, 1e-8f, 0.1f, 0);
        RowWiseAdaGrad adaGrad = new RowWiseAdaGrad(0.1f, 1e-8f, 0.9f);
        SplittableRandom random = new SplittableRandom(width);
        int offset = 5;
        float[] gradient = new float[offset + width + 3];
        float[] row = new float[3 * width];
        float[] sparse = new float[width + 1];
        for (int update = 1; update <= 3; update++) {
            double squares = 0;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) random.nextDouble(-1, 1);
            }
            for (int i = 0; i < width; i++) {
                squares += (double) gradient[offset + i] * gradient[offset + i];
            }
            float[] expected = row.clone();
            float[] sparseBefore = sparse.clone();
            for (int i = 0; i < width; i++) {
                float[] one = {expected[i], expected[width + i], expected[2 * width + i]};
                adamW.apply(one, 1, gradient, offset + i, update);
                expected[i] = one[0];
                expected[width + i] = one[1];
                expected[2 * width + i] = one[2];
            }
            adamW.apply(row, width, gradient, offset, update);
            assertThat(row).containsExactly(expected);
            adaGrad.apply(sparse, width, gradient, offset, update);
            double s = 0.9f * sparseBefore[width] + squares / width;
            assertThat((double) sparse[width]).isCloseTo(s, within(1e-5 * s));
            for (int i = 0; i < width; i++) {
                double step = 0.1 * gradient[offset + i] / Math.sqrt(s);
                assertThat((double) sparse[i]).isCloseTo(sparseBefore[i] - step, within(1e-5));
            }
        }
    }

    @Test
    void shouldFollowAdamWStepByStep() {
        AdamW adamW = new AdamW(0.01f, 0.9f, 0.98f, 1e-8f, 0.1f, 0);
        assertThat(adamW.slots(1)).isEqualTo(2);
        float[] row = {1, 0, 0};
        double w = 1;
        double m = 0;
        double v = 0;
        for (int update = 1; update <= 50; update++) {
            double g = Math.sin(update);
            adamW.apply(row, 1, new float[] {(float) g}, 0, update);
            m = 0.9 * m + 0.1 * g;
            v = 0.98 * v + 0.02 * g * g;
            double corrected = m / (1 - Math.pow(0.9, update));
            double spread = Math.sqrt(v / (1 - Math.pow(0.98, update)));
            w -= 0.01 * (corrected / (spread + 1e-8) + 0.1 * w);
            assertThat(row).containsExactly(expected(w, m, v), within(1e-5f));
        }
    }

    @Test
    void shouldWarmUpLinearlyAndThenStayConstant() {
        for (int update : new int[] {1, 5, 10, 11}) {
            float[] warm = {0, 0, 0};
            float[] constant = {0, 0, 0};
            new AdamW(0.01f, 0.9f, 0.98f, 1e-8f, 0, 10).apply(warm, 1, new float[] {2}, 0, update);
            new AdamW(0.01f, 0.9f, 0.98f, 1e-8f, 0, 0).apply(constant, 1, new float[] {2}, 0, update);
            assertThat(warm[0]).isCloseTo(constant[0] * Math.min(1, update / 10f), within(1e-7f));
        }
    }

    private static float[] expected(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
