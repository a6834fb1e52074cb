package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int SIZE = 100_000;

    @Test
    void shouldDropAboutTheShareAskedForAndScaleTheRest() {
        float[] x = dropped(new Dropout(0.2f, 7), 0);
        int zeros = 0;
        for (float value : x) {
            assertThat(value).isIn(0f, 1.25f);
            zeros += value == 0 ? 1 : 0;
        }
        // Five deviations of a binomial.
        assertThat(zeros / (double) SIZE).isCloseTo(0.2, within(0.0064));
    }

    @Test
    void shouldDropNeighboursAndStreamsIndependently() {
        float[] x = dropped(new Dropout(0.5f, 7), 0);
        float[] other = dropped(new Dropout(0.5f, 7), 1);
        for (int distance : new int[] {1, 2, 3, 8, 50, 64}) {
            int both = 0;
            for (int i = 0; i + distance < SIZE; i++) {
                both += x[i] == 0 && x[i + distance] == 0 ? 1 : 0;
            }
            assertThat(both / (double) SIZE).as("distance %d", distance).isCloseTo(0.25, within(0.008));
        }
        int both = 0;
        for (int i = 0; i < SIZE; i++) {
            both += x[i] == 0 && other[i] == 0 ? 1 : 0;
        }
        assertThat(both / (double) SIZE).isCloseTo(0.25, within(0.008));
    }

    @Test
    void shouldDependOnSeedAndStreamAlone() {
        assertThat(dropped(new Dropout(0.2f, 7), 1)).isEqualTo(dropped(new Dropout(0.2f, 7), 1));
        assertThat(dropped(new Dropout(0.2f, 7), 1)).isNotEqualTo(dropped(new Dropout(0.2f, 7), 2));
        assertThat(dropped(new Dropout(0.2f, 7), 1)).isNotEqualTo(dropped(new Dropout(0.2f, 8), 1));
    }

    @Test
    void shouldLeaveEverythingWhereItIsNotActive() {
        assertThat(dropped(Dropout.NONE, 0)).containsOnly(1);
    }

    private static float[] dropped(Dropout dropout, int stream) {
        float[] x = new float[SIZE];
        Arrays.fill(x, 1);
        dropout.apply(stream, Matrix.of(x, 1000, SIZE / 1000));
        return x;
    }
}
