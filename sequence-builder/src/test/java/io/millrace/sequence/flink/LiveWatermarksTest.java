package io.millrace.sequence.flink;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LiveWatermarksTest {
    private static final Duration DISORDER = Duration.ofMillis(3200);
    private static final Duration HORIZON = Duration.ofMinutes(1);
    private static final ConsumedRecord RECORD = new ConsumedRecord("events", 0, 0, T0, null, null);

    private final TestingClock clock = new TestingClock(T0);
    private final LiveWatermarks watermarks = new LiveWatermarks(DISORDER, HORIZON, clock);
    private final List<Long> emitted = new ArrayList<>();
    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark.getTimestamp() - T0);
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    };

    private void event(long time) {
        Intake intake = Intake.accepted(RECORD, TestingEvents.click("c" + time, "a", T0 + time));
        watermarks.onEvent(intake, T0 + time, output);
    }

    private void event(long time, long arrival) {
        AcceptedEvent click = TestingEvents.click("c" + time, "a", T0 + time);
        AcceptedEvent arrived = new AcceptedEvent(click.user(), click.id(), click.time(), arrival, click.payload());
        watermarks.onEvent(Intake.accepted(RECORD, arrived), T0 + time, output);
    }

    private void tickAt(long time) {
        clock.set(T0 + time);
        watermarks.onPeriodicEmit(output);
    }

    @Test
    void shouldFollowTheYoungestEventByTheDisorder() {
        clock.set(T0 + 100_000);
        event(0);
        event(2000);
        event(1000);

        assertThat(emitted).containsExactly(-3201L, -1201L);
    }

    @Test
    void shouldComeInStepsOfASixteenthOfTheDisorder() {
        clock.set(T0 + 100_000);
        event(0);
        event(199);
        event(230);
        event(399);

        assertThat(emitted).containsExactly(-3201L, -3001L);
    }

    @Test
    void shouldBeNoOthersAfterARestart() {
        clock.set(T0 + 100_000);
        for (int time = 0; time < 2000; time += 70) {
            event(time);
        }
        List<Long> undisturbed = List.copyOf(emitted);
        for (int restart = 0; restart < 2000; restart += 70) {
            emitted.clear();
            LiveWatermarks restarted = new LiveWatermarks(DISORDER, HORIZON, clock);
            for (int time = restart; time < 2000; time += 70) {
                restarted.onEvent(Intake.accepted(RECORD, TestingEvents.click("c" + time, "a", T0 + time)), 0, output);
            }
            assertThat(undisturbed).containsAll(emitted).endsWith(emitted.toArray(Long[]::new));
        }
    }

    @Test
    void shouldAdvanceWithTheClockWhileALiveStreamIsQuiet() {
        event(0);
        tickAt(3_199);
        assertThat(emitted).containsExactly(-3201L);

        tickAt(3_200);
        tickAt(600_000);
        assertThat(emitted).containsExactly(-3201L, -1L, 596_799L);
    }

    @Test
    void shouldNotGoBackWhenAnOldEventComesAfterQuiet() {
        event(0);
        tickAt(20_000);
        event(100);

        assertThat(emitted).containsExactly(-3201L, 16_799L);
    }

    @Test
    void shouldNotAdvanceWithTheClockOnReplayedHistory() {
        clock.set(T0 + 60_000);
        event(0);
        tickAt(3_600_000);

        assertThat(emitted).containsExactly(-3201L);
    }

    @Test
    void shouldGoLiveWhenAReplayHasCaughtUp() {
        clock.set(T0 + 60_000);
        event(0);
        event(59_000);
        tickAt(70_000);

        assertThat(emitted).containsExactly(-3201L, 55_799L, 66_799L);
    }

    @Test
    void shouldNotBePoisonedByTheFuture() {
        event(3_600_000);
        assertThat(emitted).isEmpty();

        event(30_000);
        assertThat(emitted).containsExactly(-3201L);
    }

    @Test
    void shouldLetDeadLettersSayNothingOfTime() {
        watermarks.onEvent(Intake.refused(RECORD, "not-avro", ""), T0, output);
        tickAt(600_000);

        assertThat(emitted).isEmpty();
    }

    @Test
    void shouldBeShippable() throws Exception {
        var strategy = LiveWatermarks.strategy(DISORDER, HORIZON, Clock.systemUTC());

        assertThat(InstantiationUtil.clone(strategy).createWatermarkGenerator(null))
                .isInstanceOf(LiveWatermarks.class);
        assertThat(strategy.createTimestampAssigner(null)
                        .extractTimestamp(Intake.accepted(RECORD, TestingEvents.click("c", "a", T0 + 7)), -1))
                .isEqualTo(T0 + 7);
    }

    @Test
    void shouldBelieveAHeartbeatWhateverTheClockSays() {
        event(0);
        watermarks.onEvent(Intake.heartbeat(RECORD, T0 + 3_600_000), T0, output);
        event(1000);

        assertThat(emitted).containsExactly(-3201L, 3_600_000L);
    }

    @Test
    void shouldTakeAnEventAheadOfItsArrivalForOneOfThenHoweverLateItIsRead() {
        clock.set(T0 + 10_000);
        event(5000, T0);
        event(60_000, T0);
        assertThat(emitted).containsExactly(-3201L);

        event(60_001 + 5000, T0 + 5000);
        assertThat(emitted).containsExactly(-3201L);
    }

    @Test
    void shouldTakeARecordWithoutATimeOfItsOwnOrOneAheadOfTheClockForArrivedNow() {
        event(5000, -1);
        clock.set(T0 + 1000);
        event(5000, T0 + 5000);

        assertThat(emitted).containsExactly(-3201L, -2201L);
    }
}
