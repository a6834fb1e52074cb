package io.millrace.sequence.flink;

import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.Intake;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks with bounded disorder, for one partition. {@code W} after an event is {@code ⌊max(event times so far) / s⌋ · s
 * − disorder − 1 ms}, and comes with the event. Since every one of them goes through the whole job, they are steps {@code s}
 * of a sixteenth of the disorder apart; and since the steps are those of the clock, not counted from the first event, a
 * restart, after which the events before are not known, has no watermark from events that there would not have been
 * without it, if records bear the time of their arrival.
 *
 * <p>A partition that never had an event has no watermark and holds all others back: combine the strategy with {@link
 * WatermarkStrategy#withIdleness} where that can be.
 *
 * <p>A stream is live if its youngest event, when it came, was less than a horizon old. While a live stream is quiet (no
 * record for as long as the disorder bound), the wall clock takes the place of the youngest event: windows close although
 * nobody acts. On replayed history the clock has no say. Nor have dead letters. An event that is ahead of its record's
 * arrival counts as of then, also when it is read again later; one further ahead than the horizon does not count. A record
 * without a time of its own, or with one ahead of the clock, counts as arrived now.
 *
 * <p>A heartbeat sets the watermark to its time, whatever clock and disorder say: its producer vouches for it.
 */
public final class LiveWatermarks implements WatermarkGenerator<Intake> {
    private static final int STEPS = 16;

    private final long disorder;
    private final long step;
    private final long horizon;
    private final Clock clock;

    private long youngest = Long.MIN_VALUE;
    private long watermark = Long.MIN_VALUE;
    private long lastRecordAt = Long.MIN_VALUE;
    private boolean live;

    LiveWatermarks(Duration disorder, Duration horizon, Clock clock) {
        this.disorder = disorder.toMillis();
        this.step = Math.max(1, this.disorder / STEPS);
        this.horizon = horizon.toMillis();
        this.clock = clock;
    }

    /**
     * @param disorder how much later than a younger event of the same partition an event may come
     * @param horizon how old the youngest event of a live stream may be when it comes
     * @param clock must be serializable
     */
    public static WatermarkStrategy<Intake> strategy(Duration disorder, Duration horizon, Clock clock) {
        return WatermarkStrategy.<Intake>forGenerator(context -> new LiveWatermarks(disorder, horizon, clock))
                .withTimestampAssigner((intake, recordTimestamp) ->
                        intake.isAccepted() ? intake.event().time() : recordTimestamp);
    }

    @Override
    public void onEvent(Intake intake, long timestamp, WatermarkOutput output) {
        long now = clock.millis();
        lastRecordAt = now;
        if (intake.isHeartbeat()) {
            emit(intake.heartbeat(), output);
            return;
        }
        if (!intake.isAccepted()) {
            return;
        }
        AcceptedEvent event = intake.event();
        long arrived = event.arrival() < 0 ? now : Math.min(event.arrival(), now);
        if (event.time() > arrived + horizon) {
            return;
        }
        youngest = Math.max(youngest, Math.min(event.time(), arrived));
        live = now - youngest < horizon;
        long reached = Math.floorDiv(youngest, step) * step;
        if (reached - disorder - 1 > watermark) {
            advance(reached, output);
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = clock.millis();
        if (live && now - lastRecordAt >= disorder) {
            advance(now, output);
        }
    }

    private void advance(long reached, WatermarkOutput output) {
        emit(reached - disorder - 1, output);
    }

    private void emit(long reached, WatermarkOutput output) {
        watermark = Math.max(watermark, reached);
        output.emitWatermark(new Watermark(watermark));
    }
}
