package io.millrace.learner.flink;

import io.millrace.learner.trainer.HalfJudgement;
import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.CheckpointReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Remembers, by exposure, what was predicted before anything was learnt from it, and judges it when the final label comes.
 * Either half may come first: steps in flight may overtake each other. A half waits for the other no longer than the
 * memory; a label for which no prediction is remembered is counted, not judged.
 */
final class HindsightOperator extends AbstractStreamOperator<Judgement>
        implements OneInputStreamOperator<HalfJudgement, Judgement>, Triggerable<Long, VoidNamespace> {
    /** Reported name of this operator. */
    static final String NAME = "hindsight";

    private final long memory;
    private transient MapState<String, byte[]> halves;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ListState<Long> unpredictedState;
    private transient long unpredicted;

    HindsightOperator(Duration memory) {
        this.memory = memory.toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        unpredictedState =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("unpredicted", Types.LONG));
        for (long count : unpredictedState.get()) {
            unpredicted += count;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("memory", VoidNamespaceSerializer.INSTANCE, this);
        halves = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "halves", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(StreamRecord<HalfJudgement> element) throws Exception {
        HalfJudgement half = element.getValue();
        byte[] stored = halves.get(half.task());
        HalfJudgement known = stored == null ? half : HalfJudgement.of(half.exposure(), half.task(), stored);
        if (known.isLabel() != half.isLabel()) {
            halves.remove(half.task());
            output.collect(new StreamRecord<>(half.with(known)));
            return;
        }
        halves.put(half.task(), known.orEarlier(half).toBytes());
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, half.matured() + memory);
    }

    @Override
    public void onEventTime(InternalTimer<Long, VoidNamespace> timer) throws Exception {
        List<String> expired = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : halves.entries()) {
            HalfJudgement half = HalfJudgement.of(timer.getKey(), entry.getKey(), entry.getValue());
            if (half.matured() + memory <= timer.getTimestamp()) {
                expired.add(half.task());
                unpredicted += half.isLabel() ? 1 : 0;
            }
        }
        for (String task : expired) {
            halves.remove(task);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
        throw new IllegalStateException("predictions are remembered in event time only");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        CheckpointReport report = CountReport.of(
                checkpointId, NAME, getRuntimeContext().getTaskInfo(), Map.of("labelsUnpredicted", unpredicted));
        output.collect(Learner.REPORTS, new StreamRecord<>(report));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        unpredictedState.update(List.of(unpredicted));
    }
}
