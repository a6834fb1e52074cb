package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.Breaker;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.intake.LetterOutbox;
import io.millrace.sequence.intake.MostlyBadInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Sorts what the source read: events go on, dead letters to a side output once a checkpoint
 * covers them ({@link LetterOutbox}). Reports, in front of every checkpoint barrier,
 * what it has counted and how far it has read. Fails for good when most of what was read is bad ({@link Breaker}).
 *
 * <p>Stands right behind the source, so that its offsets are those of the source at the same cut. After a restore every
 * subtask knows the offsets of all; whoever joins the reports takes the largest of a partition.
 */
final class IntakeOperator extends AbstractStreamOperator<AcceptedEvent>
        implements OneInputStreamOperator<Intake, AcceptedEvent> {
    static final String NAME = "intake";

    private final BreakerConfig breakerConfig;
    private final OutputTag<DeadLetter> deadLetters;
    private final OutputTag<CheckpointReport> reports;

    private transient Counts counts;
    private transient OperatorCounts operatorCounts;
    private transient Map<String, Long> offsets;
    private transient ListState<Map<String, Long>> offsetsState;
    private transient long watermark;
    private transient Breaker breaker;
    private transient ListState<byte[]> breakerState;
    private transient LetterOutbox outbox;
    private transient ListState<byte[]> outboxState;

    IntakeOperator(
            BreakerConfig breakerConfig, OutputTag<DeadLetter> deadLetters, OutputTag<CheckpointReport> reports) {
        this.breakerConfig = breakerConfig;
        this.deadLetters = deadLetters;
        this.reports = reports;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermark = Long.MIN_VALUE;
        counts = new Counts(Count.HEARTBEATS, Count.DEAD_LETTERS);
        operatorCounts = new OperatorCounts(counts, context.getOperatorStateStore(), getMetricGroup());
        offsets = new HashMap<>();
        offsetsState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("offsets", Types.MAP(Types.STRING, Types.LONG)));
        for (Map<String, Long> known : offsetsState.get()) {
            known.forEach((partition, offset) -> offsets.merge(partition, offset, Math::max));
        }
        breaker = new Breaker(breakerConfig);
        breakerState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("breaker", BytePrimitiveArraySerializer.INSTANCE));
        breakerState.get().forEach(breaker::restore);
        outbox = new LetterOutbox(letter -> output.collect(deadLetters, new StreamRecord<>(letter)));
        outboxState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("letters", BytePrimitiveArraySerializer.INSTANCE));
        outboxState.get().forEach(outbox::restore);
    }

    @Override
    public void processElement(StreamRecord<Intake> element) {
        Intake intake = element.getValue();
        offsets.put(intake.topic() + '-' + intake.partition(), intake.offset() + 1);
        if (intake.isHeartbeat()) {
            counts.add(Count.HEARTBEATS, 1);
            return;
        }
        counts.add(Count.EVENTS, 1);
        if (intake.isAccepted()) {
            output.collect(new StreamRecord<>(intake.event(), intake.event().time()));
        } else {
            counts.add(Count.DEAD_LETTERS, 1);
            outbox.add(intake.deadLetter());
        }
        check(intake);
    }

    /** Restarted, the job would read the same and stop again: that is for a person to decide. */
    private void check(Intake intake) {
        try {
            breaker.note(intake);
        } catch (MostlyBadInputException e) {
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        watermark = mark.getTimestamp();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        CheckpointReport report = operatorCounts.report(
                checkpointId, NAME, getRuntimeContext().getTaskInfo(), Map.copyOf(offsets), watermark);
        output.collect(reports, new StreamRecord<>(report));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        operatorCounts.snapshot();
        offsetsState.update(List.of(offsets));
        breakerState.update(List.of(breaker.encode()));
        outboxState.update(outbox.snapshot(context.getCheckpointId()));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        outbox.completed(checkpointId);
    }

    @Override
    public void finish() throws Exception {
        outbox.releaseAll();
        super.finish();
    }
}
