package io.millrace.pipeline.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final WorldConfig CONFIG = WorldConfig.standard(START, 7);
    private static final Duration HALF_LIFE = CONFIG.driftHalfLife();
    private static final int SAMPLES = 20_000;
    /** Four standard errors of a mean of products of standard normals. */
    private static final double NOISE = 4 / Math.sqrt(SAMPLES);

    private final Drift drift = new Drift(CONFIG);

    @Test
    void shouldHalveTheCorrelationWithTheStartInAHalfLife() {
        assertThat(correlation(Duration.ZERO, HALF_LIFE)).isCloseTo(0.5, within(NOISE));
    }

    @Test
    void shouldForgetTheStartAfterAnAge() {
        assertThat(correlation(Duration.ZERO, HALF_LIFE.multipliedBy(3).dividedBy(2)))
                .isCloseTo(0, within(NOISE));
        assertThat(correlation(Duration.ZERO, HALF_LIFE.multipliedBy(40))).isCloseTo(0, within(NOISE));
    }

    @Test
    void shouldHaveUnitVarianceAtAnyTime() {
        for (int tenths = -7; tenths < 50; tenths += 8) {
            Duration time = HALF_LIFE.multipliedBy(tenths).dividedBy(10);
            assertThat(correlation(time, time)).isCloseTo(1, within(2 * NOISE));
        }
    }

    @Test
    void shouldMoveWithoutJumps() {
        Duration beforeAge = HALF_LIFE.multipliedBy(3).dividedBy(2).minusMillis(1);
        double[] before = new double[4];
        double[] after = new double[4];
        drift.vector(1, time(beforeAge), before);
        drift.vector(1, time(beforeAge.plusMillis(2)), after);
        assertThat(after).usingComparatorWithPrecision(1e-6).containsExactly(before);
    }

    private double correlation(Duration first, Duration second) {
        double[] a = new double[1];
        double[] b = new double[1];
        double sum = 0;
        for (int whose = 0; whose < SAMPLES; whose++) {
            drift.vector(whose, time(first), a);
            drift.vector(whose, time(second), b);
            sum += a[0] * b[0];
        }
        return sum / SAMPLES;
    }

    private static long time(Duration sinceStart) {
        return START.plus(sinceStart).toEpochMilli();
    }
}
