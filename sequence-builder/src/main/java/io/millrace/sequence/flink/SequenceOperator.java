package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.store.Agenda;
import io.millrace.sequence.timeline.UserTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
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
import org.apache.flink.util.OutputTag;

/**
 * Carries the events and the event-time timers of all users to their timelines. An operator of its own, not a process
 * function, because its report has to leave in front of the checkpoint barrier.
 */
final class SequenceOperator extends AbstractStreamOperator<TrainingExample>
        implements OneInputStreamOperator<AcceptedEvent, TrainingExample>, Triggerable<Long, VoidNamespace> {
    static final String NAME = "sequence";

    private final SequenceConfig config;
    private final OutputTag<Erased> erasures;
    private final OutputTag<CheckpointReport> reports;

    private transient Counts counts;
    private transient OperatorCounts operatorCounts;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ListState<Long> watermarkState;
    private transient long restoredWatermark;
    private transient UserTimeline timeline;

    SequenceOperator(SequenceConfig config, OutputTag<Erased> erasures, OutputTag<CheckpointReport> reports) {
        this.config = config;
        this.erasures = erasures;
        this.reports = reports;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        counts = new Counts(Count.KEPT, Count.EXAMPLES);
        operatorCounts = new OperatorCounts(counts, context.getOperatorStateStore(), getMetricGroup());
        watermarkState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
        long slowest = Long.MAX_VALUE;
        for (long watermark : watermarkState.get()) {
            slowest = Math.min(slowest, watermark);
        }
        restoredWatermark = slowest == Long.MAX_VALUE ? Long.MIN_VALUE : slowest;
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("timeline", VoidNamespaceSerializer.INSTANCE, this);
        timeline = new UserTimeline(
                config,
                KeyedUserStore.create(getKeyedStateStore(), new KeyedAgenda()),
                counts,
                example -> output.collect(new StreamRecord<>(example, example.getRequestTime())),
                removal -> output.collect(erasures, new StreamRecord<>(removal.toldAt(now()))));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<AcceptedEvent> element) {
        timeline.onEvent(element.getValue(), watermark());
    }

    @Override
    public void onEventTime(InternalTimer<Long, VoidNamespace> timer) {
        timeline.onTime(timer.getKey(), timer.getTimestamp());
    }

    @Override
    public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
        throw new IllegalStateException("the timeline knows event time only");
    }

    /** A restored operator has no watermark until the next one comes, but what was late before is late still. */
    private long watermark() {
        return Math.max(timers.currentWatermark(), restoredWatermark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        CheckpointReport report =
                operatorCounts.report(checkpointId, NAME, getRuntimeContext().getTaskInfo(), Map.of(), watermark());
        output.collect(reports, new StreamRecord<>(report));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        operatorCounts.snapshot();
        watermarkState.update(List.of(watermark()));
    }

    /** Lists in keyed state, with the moment as namespace: appending is a merge in RocksDB and reads nothing. */
    private final class KeyedAgenda implements Agenda {
        private final ListStateDescriptor<byte[]> descriptor =
                new ListStateDescriptor<>("agenda", BytePrimitiveArraySerializer.INSTANCE);

        private ListState<byte[]> at(long time) throws Exception {
            return getPartitionedState(time, LongSerializer.INSTANCE, descriptor);
        }

        @Override
        public void add(long time, byte[] task) {
            StateAccess.write(() -> at(time).add(task));
            wake(time);
        }

        @Override
        public void wake(long time) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
        }

        @Override
        public List<byte[]> take(long time) {
            List<byte[]> tasks = new ArrayList<>();
            Iterable<byte[]> stored = StateAccess.read(() -> at(time).get());
            if (stored != null) {
                stored.forEach(tasks::add);
                StateAccess.write(() -> at(time).clear());
            }
            return tasks;
        }
    }
}
