package io.millrace.pipeline.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacerTest {
    private final TestingWallClock clock = new TestingWallClock(1_000_000);

    @Test
    void shouldKeepTheDistancesOfEventTimeDividedByTheFactor() throws InterruptedException {
        Pacer pacer = new Pacer(Pace.times(10), clock);
        pacer.awaitDue(5_000);
        pacer.awaitDue(15_000);
        pacer.awaitDue(15_000);
        pacer.awaitDue(17_000);
        assertThat(clock.sleeps()).containsExactly(1_000L, 200L);
    }

    @Test
    void shouldNotWaitForWhatIsOverdue() throws InterruptedException {
        Pacer pacer = new Pacer(Pace.times(1), clock);
        pacer.awaitDue(5_000);
        clock.advance(3_000);
        pacer.awaitDue(6_000);
        pacer.awaitDue(4_000);
        pacer.awaitDue(8_500);
        assertThat(clock.sleeps()).containsExactly(500L);
    }

    @Test
    void shouldNeverWaitAtTheGreatestPace() throws InterruptedException {
        Pacer pacer = new Pacer(Pace.MAX, clock);
        pacer.awaitDue(0);
        pacer.awaitDue(Long.MAX_VALUE / 2);
        assertThat(clock.sleeps()).isEmpty();
    }

    @Test
    void shouldRefuseAPaceThatGoesNowhere() {
        assertThatThrownBy(() -> Pace.times(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pace.times(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
