package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.flink.LiveWatermarks;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class HistoryWatermarksTest {
    private static final String TOPIC = "events";
    private static final String FILE = "000000.avro";
    private static final long DISORDER = 100;
    private static final long LAST = 5_000;
    private static final long NOW = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final List<Long> watermarks = new ArrayList<>();
    private boolean idle;
    private long nanos = 1;

    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    };

    private final WatermarkGenerator<Intake> generator = HistoryWatermarks.strategy(
                    Duration.ofMillis(DISORDER),
                    LAST,
                    TOPIC,
                    LiveWatermarks.strategy(
                                    Duration.ofMillis(DISORDER),
                                    Duration.ofMinutes(1),
                                    Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC))
                            .withIdleness(IDLE))
            .createWatermarkGenerator(new WatermarkGeneratorSupplier.Context() {
                @Override
                public MetricGroup getMetricGroup() {
                    return new UnregisteredMetricsGroup();
                }

                @Override
                public RelativeClock getInputActivityClock() {
                    return new RelativeClock() {
                        @Override
                        public long relativeTimeMillis() {
                            return nanos / 1_000_000;
                        }

                        @Override
                        public long relativeTimeNanos() {
                            return nanos;
                        }
                    };
                }
            });

    @Test
    void shouldFollowTheEventsOfAFileButNotBeyondTheBorder() {
        for (long time : new long[] {1_000, 1_050, 1_020, 5_100, 5_101, 5_102, 9_000}) {
            event(FILE, time);
        }
        assertThat(watermarks).containsExactly(899L, 949L, 949L, 4_999L, 5_000L, 5_000L, 5_000L);
    }

    @Test
    void shouldNotLetADeadLetterMoveTime() {
        generator.onEvent(Intake.refused(record(FILE), "no-value", ""), 4_000, output);
        assertThat(watermarks).isEmpty();
    }

    @Test
    void shouldNotLetTheClockMoveTheTimeOfAFileHoweverYoungItIs() {
        event(FILE, NOW - 1);
        watermarks.clear();
        generator.onPeriodicEmit(output);
        assertThat(watermarks).isEmpty();
    }

    @Test
    void shouldNotCallAFileIdleThatWasReadFrom() {
        event(FILE, 1_000);
        waitTwice(IDLE.plusSeconds(1));
        assertThat(idle).isFalse();
    }

    @Test
    void shouldCallIdleWhatHadNoEventYet() {
        waitTwice(IDLE.plusSeconds(1));
        assertThat(idle).isTrue();
    }

    @Test
    void shouldLeaveTheTopicToItsOwnStrategy() {
        event(TOPIC, 9_500);
        // Its watermarks are a sixteenth of the disorder of 100 ms apart: 9,498 − 100 − 1.
        assertThat(watermarks).as("beyond the border").containsExactly(9_397L);
        waitTwice(IDLE.plusSeconds(1));
        assertThat(idle).isTrue();
    }

    /** Idleness is timed from the second look without an event on. */
    private void waitTwice(Duration duration) {
        generator.onPeriodicEmit(output);
        generator.onPeriodicEmit(output);
        nanos += duration.toNanos();
        generator.onPeriodicEmit(output);
        generator.onPeriodicEmit(output);
    }

    private void event(String topic, long time) {
        AcceptedEvent event = new AcceptedEvent(1, time, time, time, new AttributeChange(false, "country", 1));
        generator.onEvent(Intake.accepted(record(topic), event), time, output);
    }

    private static ConsumedRecord record(String topic) {
        return new ConsumedRecord(topic, 0, 0, 0, null, null);
    }
}
