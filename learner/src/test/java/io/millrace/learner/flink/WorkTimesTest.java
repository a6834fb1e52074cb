package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class WorkTimesTest {
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private long nanos;
    private final WorkTimes times = new WorkTimes(
            new UnregisteredMetricsGroup() {
                @Override
                public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                    gauges.put(name, gauge);
                    return gauge;
                }
            },
            () -> nanos);
    private final WorkTimes.Kind outer = times.kind("outer");
    private final WorkTimes.Kind inner = times.kind("inner");

    private void pass(int millis) {
        nanos += millis * 1_000_000L;
    }

    private long shown(String name) {
        return (Long) gauges.get(name).getValue();
    }

    @Test
    void shouldCountEveryMomentOnce() {
        pass(1);
        outer.begin();
        pass(2);
        inner.begin();
        pass(4);
        inner.end();
        pass(8);
        outer.end();
        pass(16);
        assertThat(shown("outer")).isEqualTo(10);
        assertThat(shown("inner")).isEqualTo(4);
    }

    @Test
    void shouldLetAKindInterruptItself() {
        outer.begin();
        pass(1);
        inner.begin();
        pass(2);
        outer.begin();
        pass(4);
        outer.end();
        pass(8);
        inner.end();
        outer.end();
        assertThat(shown("outer")).isEqualTo(5);
        assertThat(shown("inner")).isEqualTo(10);
    }
}
