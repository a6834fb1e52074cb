package io.millrace.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Gradients;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormClippingTest {
    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final int dense = layout.vector("dense", 3, new Distribution.Constant(0));
    private final int rows = layout.embedding("rows", 2, new Distribution.Constant(0));
    private final Gradients gradients = new Gradients(layout.tables());
    private final NormClipping clipping = new NormClipping(5);

    @Test
    void shouldLeaveAGradientWithinTheLimitAlone() {
        gradients.dense(dense)[1] = 3;
        gradients.row(rows, 7)[0] = -4;
        assertThat(clipping.clip(gradients)).isEqualTo(5);
        assertThat(gradients.dense(dense)[1]).isEqualTo(3);
        assertThat(gradients.row(rows, 7)).containsExactly(-4, 0);
    }

    @Test
    void shouldScaleALongerGradientToTheLimitOverAllTensors() {
        gradients.dense(dense)[0] = 30;
        gradients.dense(dense)[2] = -40;
        gradients.row(rows, 7)[1] = 120;
        assertThat(clipping.clip(gradients)).isEqualTo(130);
        assertThat(gradients.norm()).isCloseTo(5, within(1e-6));
        assertThat(gradients.dense(dense)[0]).isCloseTo(30 * 5 / 130f, within(1e-6f));
        assertThat(gradients.dense(dense)[2]).isCloseTo(-40 * 5 / 130f, within(1e-6f));
        assertThat(gradients.row(rows, 7)[1]).isCloseTo(120 * 5 / 130f, within(1e-6f));
    }

    @Test
    void shouldScaleFloatsWhoseSquaresAreNone() {
        gradients.row(rows, 7)[0] = 1e30f;
        gradients.row(rows, 8)[0] = 1e30f;
        assertThat(clipping.clip(gradients)).isFinite();
        assertThat(gradients.norm()).isCloseTo(5, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void shouldTellOfAGradientThatIsNotFiniteAndLeaveItAlone(float wrong) {
        gradients.dense(dense)[0] = 1000;
        gradients.row(rows, 7)[1] = wrong;
        assertThat(Double.isFinite(clipping.clip(gradients))).isFalse();
        assertThat(gradients.dense(dense)[0]).isEqualTo(1000);
        assertThat(gradients.row(rows, 7)).containsExactly(0, wrong);
    }

    @Test
    void shouldLetEverythingFinitePassWithoutALimit() {
        gradients.row(rows, 7)[0] = 1e30f;
        new NormClipping(Double.POSITIVE_INFINITY).clip(gradients);
        assertThat(gradients.row(rows, 7)).containsExactly(1e30f, 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void shouldRefuseALimitThatIsNone(double wrong) {
        assertThatThrownBy(() -> new NormClipping(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0");
    }
}
