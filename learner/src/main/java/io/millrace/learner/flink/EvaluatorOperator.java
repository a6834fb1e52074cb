package io.millrace.learner.flink;

import io.millrace.learner.evaluate.ArrivalSample;
import io.millrace.learner.evaluate.ProgressiveEvaluation;
import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Evaluation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Runs the {@link ProgressiveEvaluation} of all trainers in one place. */
final class EvaluatorOperator extends AbstractStreamOperator<Evaluation>
        implements OneInputStreamOperator<Judgement, Evaluation> {
    /** Reported name of this operator. */
    static final String NAME = "evaluator";

    private static final int SAMPLED_ARRIVALS = 256;

    private final Duration window;
    private transient ProgressiveEvaluation evaluation;
    private transient ArrivalSample arrivals;
    private transient ListState<byte[]> evaluationState;

    EvaluatorOperator(Duration window) {
        this.window = window;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        evaluation = new ProgressiveEvaluation(window.toMillis());
        arrivals = new ArrivalSample(SAMPLED_ARRIVALS);
        evaluationState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("evaluation", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] restored : evaluationState.get()) {
            evaluation.restore(restored);
        }
    }

    @Override
    public void processElement(StreamRecord<Judgement> element) {
        evaluation.add(element.getValue());
        // Freshness is that of what an event teaches by itself: the label of a window that closed is as old as the
        // window.
        if (element.getValue().isRetrieval()) {
            arrivals.add(element.getValue().arrival());
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        for (Evaluation closed : evaluation.advance(mark.getTimestamp())) {
            output.collect(new StreamRecord<>(closed));
        }
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        CheckpointReport report = new CheckpointReport(
                checkpointId,
                NAME,
                0,
                1,
                Map.of(),
                Map.of(),
                Long.MIN_VALUE,
                evaluation.lifetime(),
                arrivals.take(),
                "");
        output.collect(Learner.REPORTS, new StreamRecord<>(report));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        evaluationState.update(List.of(evaluation.toBytes()));
    }
}
