package io.millrace.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormClippingTest {
    private final NormClipping clipping = new NormClipping(5);

    @Test
    void shouldLeaveAGradientWithinTheLimitAlone() {
        assertThat(clipping.scale(0)).isEqualTo(1);
        assertThat(clipping.scale(25)).isEqualTo(1);
    }

    @Test
    void shouldScaleALongerGradientToTheLimit() {
        float[] weights = {9, 30, -40};
        float[] bias = {0, 120};
        double squares = NormClipping.sumOfSquares(weights, 1, 2) + NormClipping.sumOfSquares(bias, 0, 2);
        assertThat(squares).isEqualTo(130.0 * 130.0);
        assertThat(clipping.scale(squares)).isCloseTo(5.0 / 130, within(1e-15));
    }

    @Test
    void shouldSumEveryElementOnceAtAwkwardLengths() {
        float[] counting = new float[23];
        for (int i = 0; i < counting.length; i++) {
            counting[i] = i;
        }
        for (int length : new int[] {0, 1, 3, 4, 5, 13, 20}) {
            double expected = 0;
            for (int i = 3; i < 3 + length; i++) {
                expected += i * i;
            }
            assertThat(NormClipping.sumOfSquares(counting, 3, length)).isEqualTo(expected);
        }
    }

    @Test
    void shouldNotOverflowOnLargeFloats() {
        double squares = NormClipping.sumOfSquares(new float[] {Float.MAX_VALUE, Float.MAX_VALUE}, 0, 2);
        assertThat(clipping.scale(squares)).isPositive().isLessThan(1e-37);
    }

    @Test
    void shouldLeaveOutAStepThatIsNotFinite() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(clipping.scale(NormClipping.sumOfSquares(new float[] {1, wrong}, 0, 2)))
                    .isZero();
        }
    }

    @Test
    void shouldLetEverythingFinitePassWithoutALimit() {
        assertThat(new NormClipping(Double.POSITIVE_INFINITY).scale(1e300)).isEqualTo(1);
    }

    @Test
    void shouldRefuseALimitThatIsNone() {
        for (double wrong : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() -> new NormClipping(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
