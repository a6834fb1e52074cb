package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    @Test
    void shouldRoundToTheNearestAndOfTwoToTheEven() {
        assertThat(Bfloat16.round(1f)).isEqualTo(1f);
        float step = 1f / 128;
        assertThat(Bfloat16.round(1 + step / 2)).isEqualTo(1f);
        assertThat(Bfloat16.round(1 + step + step / 2)).isEqualTo(1 + 2 * step);
        assertThat(Bfloat16.round(Math.nextUp(1 + step / 2))).isEqualTo(1 + step);
        assertThat(Bfloat16.round(-1 - step - step / 2)).isEqualTo(-1 - 2 * step);
        assertThat(Bfloat16.round(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Bfloat16.round(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Bfloat16.round(Float.intBitsToFloat(0x7F80_0001))).isNaN();
        assertThat(Bfloat16.round(-0f)).isEqualTo(-0f);
    }

    @Test
    void shouldBeOffByNoMoreThanHalfAStepAndRoundOnce() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
            float rounded = Bfloat16.round(value);
            assertThat(Math.abs((double) rounded - value)).isLessThanOrEqualTo(Math.abs(value) / 256.0);
            assertThat(Float.floatToRawIntBits(rounded) & 0xFFFF).isZero();
            assertThat(Bfloat16.round(rounded)).isEqualTo(rounded);
        }
    }
}
