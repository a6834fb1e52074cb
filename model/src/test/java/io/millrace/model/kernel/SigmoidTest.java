package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SigmoidTest {
    @Test
    void shouldStayWithinAMillionthOfTheExactFunction() {
        float[] x = new float[40_001];
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 20_000) * 1e-3f;
        }
        Sigmoid.apply(x, 0, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            assertThat((double) y[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), within(1e-6));
        }
    }

    @Test
    void shouldSaturateAtInfinityAndKeepNaN() {
        float[] x = {Float.NEGATIVE_INFINITY, -1e30f, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
        float[] y = new float[5];
        Sigmoid.apply(x, 0, y, 0, 5);
        assertThat(y[0]).isCloseTo(0, within(1e-6f));
        assertThat(y[1]).isCloseTo(0, within(1e-6f));
        assertThat(y[2]).isCloseTo(1, within(1e-6f));
        assertThat(y[3]).isCloseTo(1, within(1e-6f));
        assertThat(y[4]).isNaN();
    }

    @Test
    void shouldGiveSiluAndItsDerivativeInPlace() {
        float[] x = {9, -3, -0.5f, 0, 2, 9};
        float[] slope = new float[6];
        new ScalarKernels().silu(x, 1, slope, 1, 4, 2);
        assertThat(x).containsExactly(new float[] {9, silu(-3), silu(-0.5), silu(0), silu(2), 9}, within(1e-5f));
        for (int i = 1; i < 5; i++) {
            double at = new double[] {-3, -0.5, 0, 2}[i - 1];
            double difference = (silu(at + 1e-3) - silu(at - 1e-3)) / 2e-3;
            assertThat((double) slope[i]).isCloseTo(difference, within(1e-3));
        }
    }

    private static float silu(double x) {
        return (float) (2 * x / (1 + Math.exp(-x)));
    }
}
