package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.timeline.Alarms;
import io.millrace.sequence.timeline.CacheStatistics;
import io.millrace.sequence.timeline.HeapBounds;
import io.millrace.sequence.timeline.UserTimeline;
import io.millrace.sequence.timeline.WaitingEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Carries the events and the event-time timers of all users to their timelines. An operator of its own, not a process
 * function, because its report has to leave in front of the checkpoint barrier, and because it plays events and timers in
 * one order.
 *
 * <p>Events that wait for the watermark do so in the heap, and are written with every checkpoint as operator state: each
 * subtask reads all of it and keeps the events of its own users. When there are too many, the rest waits among the plans
 * of the users. So do their alarms, as many as there is room for; the others are timers of Flink's.
 */
final class SequenceOperator extends AbstractStreamOperator<TrainingExample>
        implements OneInputStreamOperator<AcceptedEvent, TrainingExample>, Triggerable<Long, VoidNamespace> {
    static final String NAME = "sequence";

    private final SequenceConfig config;
    private final HeapBounds bounds;
    private final OutputTag<Erased> erasures;
    private final OutputTag<CheckpointReport> reports;

    private transient Counts counts;
    private transient OperatorCounts operatorCounts;
    private transient ListState<Long> watermarkState;
    private transient ListState<AcceptedEvent> waitingState;
    private transient ListState<long[]> alarmState;
    private transient long restoredWatermark;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient WaitingEvents waiting;
    private transient Alarms alarms;
    private transient UserTimeline timeline;

    SequenceOperator(
            SequenceConfig config, HeapBounds bounds, OutputTag<Erased> erasures, OutputTag<CheckpointReport> reports) {
        this.config = config;
        this.bounds = bounds;
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
        waitingState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("waiting", new BinarySerializer.Events()));
        waiting = new WaitingEvents();
        for (AcceptedEvent event : waitingState.get()) {
            if (isOfThisSubtask(event.user())) {
                waiting.add(event);
            }
        }
        alarms = new Alarms(
                (user, time) -> timeline.onAlarm(user, time, waiting.dueFor(user, time)),
                this::setTimer,
                config.emission().within().toMillis(),
                bounds.alarms());
        alarmState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("alarms", LongPrimitiveArraySerializer.INSTANCE));
        for (long[] pairs : alarmState.get()) {
            for (int i = 0; i < pairs.length; i += 2) {
                if (isOfThisSubtask(pairs[i])) {
                    alarms.restore(pairs[i], pairs[i + 1]);
                }
            }
        }
        // The states' lists would hold what is of all subtasks until the next checkpoint.
        waitingState.clear();
        alarmState.clear();
    }

    private boolean isOfThisSubtask(long user) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                user, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
        return subtask == task.getIndexOfThisSubtask();
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("timeline", VoidNamespaceSerializer.INSTANCE, this);
        KeyedStateBackend<Long> backend = getKeyedStateBackend();
        timeline = new UserTimeline(
                config,
                KeyedUserStore.create(backend, time -> alarms.set(backend.getCurrentKey(), time)),
                this::setCurrentKey,
                bounds,
                counts,
                example -> output.collect(new StreamRecord<>(example, example.getRequestTime())),
                removal -> output.collect(erasures, new StreamRecord<>(removal.toldAt(now()))));
        EarlierState.takeOver(backend, timeline);
        // There may be those of several subtasks, or a smaller bound than before.
        waiting.takeBeyond(bounds.waiting()).forEach(timeline::defer);
        showHeap();
    }

    private void showHeap() {
        getMetricGroup().<Integer, Gauge<Integer>>gauge("waitingEvents", waiting::size);
        getMetricGroup().<Integer, Gauge<Integer>>gauge("waitingAlarms", alarms::size);
        CacheStatistics cache = timeline.cacheStatistics();
        MetricGroup group = getMetricGroup().addGroup("userCache");
        group.<Double, Gauge<Double>>gauge("hitRate", cache::hitRate);
        group.<Long, Gauge<Long>>gauge("hits", cache::hits);
        group.<Long, Gauge<Long>>gauge("restingHits", cache::restingHits);
        group.<Long, Gauge<Long>>gauge("misses", cache::misses);
        group.<Long, Gauge<Long>>gauge("evictions", cache::evictions);
        group.<Long, Gauge<Long>>gauge("users", cache::users);
        group.<Long, Gauge<Long>>gauge("restingUsers", cache::restingUsers);
        group.<Long, Gauge<Long>>gauge("bytes", cache::bytes);
        group.<Long, Gauge<Long>>gauge("restingBytes", cache::restingBytes);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<AcceptedEvent> element) {
        AcceptedEvent event = element.getValue();
        long watermark = watermark();
        if (event.time() <= watermark) {
            timeline.onLate(event, watermark);
            return;
        }
        counts.add(Count.BUFFERED, 1);
        if (waiting.size() < bounds.waiting()) {
            waiting.add(event);
        } else {
            timeline.defer(event);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        waiting.playUntil(mark.getTimestamp(), this::setOffTimers, timeline::onEvents);
        setOffTimers(mark.getTimestamp());
        super.processWatermark(mark);
    }

    private void setOffTimers(long until) {
        StateAccess.write(() -> getTimeServiceManager().orElseThrow().advanceWatermark(new Watermark(until)));
        alarms.playUntil(until);
    }

    @Override
    public void onEventTime(InternalTimer<Long, VoidNamespace> timer) {
        alarms.goOff(timer.getKey(), timer.getTimestamp());
    }

    /** Of the current key, whose alarm it is that is being set. */
    private void setTimer(long user, long time) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
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
        timeline.flush();
        operatorCounts.snapshot();
        watermarkState.update(List.of(watermark()));
        waitingState.update(new ArrayList<>(waiting.all()));
        alarmState.update(List.of(alarms.all()));
    }
}
