package io.millrace.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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
