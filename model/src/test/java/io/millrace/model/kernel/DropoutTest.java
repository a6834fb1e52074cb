package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DropoutTest {
    @Test
    void shouldDropTheShareAskedForAndKeepTheExpectation() {
        float[] mask = draw(new Dropout(0.2f, 7), 0);
        int dropped = 0;
        double sum = 0;
        for (float factor : mask) {
            assertThat(factor).isIn(0f, 1.25f);
            dropped += factor == 0 ? 1 : 0;
            sum += factor;
        }
        assertThat(dropped / 1e5).isCloseTo(0.2, within(0.005));
        assertThat(sum / 1e5).isCloseTo(1, within(0.01));
    }

    @Test
    void shouldDependOnSeedAndStreamAlone() {
        assertThat(draw(new Dropout(0.2f, 7), 1)).isEqualTo(draw(new Dropout(0.2f, 7), 1));
        assertThat(draw(new Dropout(0.2f, 7), 1)).isNotEqualTo(draw(new Dropout(0.2f, 7), 2));
        assertThat(draw(new Dropout(0.2f, 7), 1)).isNotEqualTo(draw(new Dropout(0.2f, 8), 1));
    }

    private static float[] draw(Dropout dropout, int stream) {
        Matrix mask = Matrix.of(new float[100_000], 1, 100_000);
        dropout.draw(stream, mask);
        return mask.values();
    }
}
