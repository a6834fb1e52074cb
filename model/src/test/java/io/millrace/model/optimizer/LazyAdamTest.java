package io.millrace.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LazyAdamTest {
    private static final float[] NOTHING = new float[2];

    private final LazyAdam lazy = new LazyAdam(0.01f, 0.9f, 0.98f, 1e-8f);
    private final AdamW dense = new AdamW(0.01f, 0.9f, 0.98f, 1e-8f, 0, 0);

    @Test
    void shouldBeDenseAdamForARowThatIsTouchedInEveryStep() {
        float[] lazyRow = born();
        float[] denseRow = born();
        for (int step = 1; step <= 30; step++) {
            float[] gradient = gradient(step);
            lazy.apply(lazyRow, 2, gradient, 0, step);
            dense.apply(denseRow, 2, gradient, 0, step);
        }
        assertThat(lazyRow).containsExactly(denseRow);
    }

    @Test
    void shouldStandStillWhereDenseAdamMovesOn() {
        float[] lazyRow = born();
        float[] denseRow = born();
        lazy.apply(lazyRow, 2, gradient(1), 0, 1);
        dense.apply(denseRow, 2, gradient(1), 0, 1);
        float[] touched = lazyRow.clone();
        assertThat(denseRow).containsExactly(touched);
        for (int step = 2; step <= 20; step++) {
            dense.apply(denseRow, 2, NOTHING, 0, step);
        }
        assertThat(denseRow[0]).isNotEqualTo(touched[0]);
        assertThat(Math.abs(denseRow[2])).isLessThan(Math.abs(touched[2]) / 5);
        assertThat(lazyRow).containsExactly(touched);
    }

    @Test
    void shouldCorrectTheBiasByTheRowsOwnUpdates() {
        float[] lazyRow = born();
        float[] denseRow = born();
        int late = 1_000;
        lazy.apply(lazyRow, 2, gradient(1), 0, 1);
        dense.apply(denseRow, 2, gradient(1), 0, late);
        double first = Math.abs(lazyRow[0] - 1.0);
        assertThat(first).isBetween(0.0099, 0.0101);
        assertThat(Math.abs(denseRow[0] - 1.0)).isLessThan(0.9 * first);
    }

    private static float[] born() {
        return new float[] {1, -1, 0, 0, 0, 0};
    }

    private static float[] gradient(int step) {
        return new float[] {(float) Math.sin(step), (float) Math.cos(step)};
    }
}
