package io.millrace.pipeline.backfill;

import io.millrace.sequence.intake.Intake;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of files, and of the topic behind them, for one file or partition.
 *
 * <p>In a file {@code W} after an event is {@code min(max(event times so far) − disorder − 1 ms, last)}. The clock has no
 * say, and a file of which an event was read is never idle, however long the next takes: in another file time may go on
 * only as far as in this one. What is no file is left to the topic's own strategy.
 */
public final class HistoryWatermarks implements WatermarkGenerator<Intake> {
    private final long disorder;
    private final long last;
    private final String topic;
    private final WatermarkGenerator<Intake> live;

    private long youngest = Long.MIN_VALUE;
    private boolean ofFile;

    private HistoryWatermarks(long disorder, long last, String topic, WatermarkGenerator<Intake> live) {
        this.disorder = disorder;
        this.last = last;
        this.topic = topic;
        this.live = live;
    }

    /**
     * @param disorder as in the topic
     * @param last the greatest watermark of the files, milliseconds
     * @param topic by whose name its records are told from those of files
     * @param live the topic's own strategy
     */
    public static WatermarkStrategy<Intake> strategy(
            Duration disorder, long last, String topic, WatermarkStrategy<Intake> live) {
        return WatermarkStrategy.<Intake>forGenerator(context ->
                        new HistoryWatermarks(disorder.toMillis(), last, topic, live.createWatermarkGenerator(context)))
                .withTimestampAssigner(live::createTimestampAssigner);
    }

    @Override
    public void onEvent(Intake intake, long timestamp, WatermarkOutput output) {
        if (intake.topic().equals(topic)) {
            live.onEvent(intake, timestamp, output);
            return;
        }
        ofFile = true;
        if (intake.isAccepted()) {
            youngest = Math.max(youngest, intake.event().time());
            output.emitWatermark(new Watermark(Math.min(youngest - disorder - 1, last)));
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (!ofFile) {
            live.onPeriodicEmit(output);
        }
    }
}
