package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {
    @Test
    void shouldStayWithinTheStatedRelativeError() {
        for (int i = -85_000; i <= 85_000; i++) {
            float x = i * 1e-3f;
            assertThat(Exponential.of(x) / Math.exp(x)).as("%s", x).isCloseTo(1, within(2e-7));
        }
    }

    @Test
    void shouldBeDefinedForWhateverComes() {
        assertThat(Exponential.of(0)).isEqualTo(1);
        assertThat(Exponential.of(-5e4f)).isZero();
        assertThat(Exponential.of(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.of(Float.POSITIVE_INFINITY)).isFinite().isGreaterThan(1e38f);
        assertThat(Exponential.of(Float.NaN)).isNaN();
    }
}
