package io.millrace.model.hstu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeBucketsTest {
    @Test
    void shouldFollowTheFormulaFromWhereverTheSearchBegins() {
        SplittableRandom random = new SplittableRandom(1);
        for (long difference = 0; difference < 5_000; difference++) {
            assertThat(TimeBuckets.of(difference, random.nextInt(129)))
                    .as("%d", difference)
                    .isEqualTo(formula(difference));
        }
        for (int i = 0; i < 100_000; i++) {
            long difference = random.nextLong() >> random.nextInt(1, 63);
            assertThat(TimeBuckets.of(difference, random.nextInt(129)))
                    .as("%d", difference)
                    .isEqualTo(formula(difference));
        }
    }

    @Test
    void shouldEndInTheLastBucket() {
        assertThat(TimeBuckets.of(Long.MAX_VALUE, 0)).isEqualTo(128);
        assertThat(TimeBuckets.of(-Long.MAX_VALUE, 128)).isEqualTo(128);
    }

    private static int formula(long difference) {
        double bucket = Math.log(Math.max(1, Math.abs((double) difference))) / 0.301;
        return (int) Math.max(0, Math.min(128, bucket));
    }
}
