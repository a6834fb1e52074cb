package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.exchange.Reading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StalenessMeterTest {
    private final List<Long> updates = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private final StalenessMeter meter = new StalenessMeter(updates::add, millis::add);

    @Test
    void shouldCountThePushesAndTheTimeBetweenReadingAndApplying() {
        Reading first = meter.read(100);
        Reading second = meter.read(110);
        meter.pushed(first, 130);
        meter.pushed(second, 150);
        meter.pushed(meter.read(160), 160);
        assertThat(updates).containsExactly(0L, 1L, 0L);
        assertThat(millis).containsExactly(30L, 40L, 0L);
    }

    @Test
    void shouldCountAPushThatReadNothingAsAnUpdateOnly() {
        Reading read = meter.read(5);
        meter.pushed(Reading.NONE, 6);
        assertThat(updates).isEmpty();
        meter.pushed(read, 7);
        assertThat(updates).containsExactly(1L);
        assertThat(millis).containsExactly(2L);
    }
}
