package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.timeline.HeapBounds;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * The topology from records to training examples: intake → by user → sequence.
 *
 * <p>Relies on event-time timestamps and watermarks given at the source, by partition ({@link LiveWatermarks}), and on
 * aligned checkpoints: records that an unaligned barrier overtakes are in no operator's counts, and dead letters come out
 * when a checkpoint is complete.
 */
public final class SequenceBuilder {
    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", new AvroTypeInfo<>(DeadLetter.class));
    private static final OutputTag<Erased> ERASURES = new OutputTag<>("erasures", new AvroTypeInfo<>(Erased.class));
    private static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("checkpoint-reports", new AvroTypeInfo<>(CheckpointReport.class));

    private SequenceBuilder() {}

    /**
     * Draws the topology behind {@code intake}.
     *
     * @param intake of type {@link EventTypeInfo#INTAKE}, straight from the source
     * @param bounds of what each subtask keeps in the heap
     * @param breaker when to fail, without a restart, because most of the input is bad
     */
    public static SequenceStreams build(
            DataStream<Intake> intake, SequenceConfig config, HeapBounds bounds, BreakerConfig breaker) {
        SingleOutputStreamOperator<AcceptedEvent> events = intake.transform(
                        IntakeOperator.NAME,
                        EventTypeInfo.ACCEPTED_EVENT,
                        new IntakeOperator(breaker, DEAD_LETTERS, REPORTS))
                .uid(IntakeOperator.NAME)
                .setParallelism(intake.getParallelism());
        SingleOutputStreamOperator<TrainingExample> examples = events.keyBy(AcceptedEvent::user, Types.LONG)
                .transform(
                        SequenceOperator.NAME,
                        new AvroTypeInfo<>(TrainingExample.class),
                        new SequenceOperator(config, bounds, ERASURES, REPORTS))
                .uid(SequenceOperator.NAME);
        return new SequenceStreams(
                examples,
                events.getSideOutput(DEAD_LETTERS),
                examples.getSideOutput(ERASURES),
                events.getSideOutput(REPORTS).union(examples.getSideOutput(REPORTS)));
    }
}
