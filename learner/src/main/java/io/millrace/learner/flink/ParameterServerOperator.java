package io.millrace.learner.flink;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.publish.HeldMarks;
import io.millrace.learner.publish.VersionCutter;
import io.millrace.learner.server.Backlog;
import io.millrace.learner.server.CacheStatistics;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.server.Refusal;
import io.millrace.learner.server.StalenessMeter;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.row.Table;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link ParameterShard} over this subtask's key groups. Requests are served in the order in which they are read;
 * at a barrier the shard's version is cut, ahead of the barrier, for the publisher to keep until the checkpoint is
 * complete; unless it is held, which the last verdict before the barrier says.
 */
final class ParameterServerOperator extends AbstractStreamOperator<Reply>
        implements OneInputStreamOperator<ServerRequest, Reply> {
    /** Reported name of this operator. */
    static final String NAME = "parameter-server";

    private static final int HISTOGRAM_WINDOW = 10_000;

    private final LearnerConfig config;
    private transient List<Table> tables;
    private transient ParameterShard shard;
    /** As of the last cut; read by whoever shows them. */
    private transient volatile Map<String, Long> counts;

    private transient Routing routing;
    private transient int subtask;
    private transient long lineage;
    private transient ListState<Long> lineageState;
    private transient LayoutState layout;
    private transient ListState<String> modelState;
    private transient boolean otherModel;
    private transient ListState<String> backlogState;
    private transient RollbackState rollback;
    private transient Backlog backlog;
    private transient boolean held;
    private transient ModelRecordCodec codec;
    private transient RefusedUpdates refused;
    private transient StalenessMeter staleness;
    private transient Counter applied;
    private transient WorkTimes.Kind pulling;
    private transient WorkTimes.Kind pushing;
    private transient WorkTimes.Kind cutting;

    ParameterServerOperator(LearnerConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lineageState =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("lineage", Types.LONG));
        lineage = config.publication().lineage().ofBirth();
        for (long restored : lineageState.get()) {
            lineage = restored;
        }
        takeUpRollback(context);
        tables = new Recommender(config.model()).tables();
        layout = new LayoutState(context.getOperatorStateStore(), tables);
        modelState =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("model", Types.STRING));
        for (String restored : modelState.get()) {
            otherModel = !restored.equals(config.model().toText());
            if (otherModel) {
                ModelChange.requireSameMeaning(ModelConfig.parse(restored), config.model());
            }
        }
        backlogState =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("backlog", Types.STRING));
        for (String restored : backlogState.get()) {
            backlog = backlog.or(Backlog.valueOf(restored));
        }
        if (otherModel) {
            // A lineage has one configuration. The new one follows from what all shards know, and is not that of an
            // earlier attempt at the same change that got somewhere else.
            lineage = Ids.combine(
                    Ids.combine(lineage, config.publication().lineage().ofBirth()),
                    Ids.of(config.model().toText()));
            LOG.info(
                    "The model is another than in the restored state: {}",
                    layout.change().describe());
        }
    }

    /** Followers have rows of what is rolled back: they are to forget them with their lineage. */
    private void takeUpRollback(StateInitializationContext context) throws Exception {
        backlog = Backlog.NOTHING;
        rollback = new RollbackState(
                context.getOperatorStateStore().getUnionListState(RollbackState.DESCRIPTOR),
                config.publication().lineage().rollback());
        if (context.isRestored() && rollback.isNew()) {
            lineage = Ids.combine(lineage, Ids.of(rollback.name()));
            backlog = Backlog.EVERYTHING;
            LOG.info("The model was rolled back: {}", rollback.name());
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        codec = new ModelRecordCodec();
        refused = new RefusedUpdates(letter -> output.collect(Learner.REFUSED, new StreamRecord<>(letter)));
        staleness = new StalenessMeter(histogram("stalenessUpdates")::update, histogram("stalenessMillis")::update);
        applied = getMetricGroup().counter("appliedExamples");
        WorkTimes times = new WorkTimes(getMetricGroup(), System::nanoTime);
        pulling = times.kind("pullingTime");
        pushing = times.kind("pushingTime");
        cutting = times.kind("cuttingTime");
        routing = config.server().routing(layout.change().numbers());
        KeyedRowStore store = new KeyedRowStore(routing, this::setCurrentKey, getKeyedStateStore());
        shard = new ParameterShard(
                tables,
                config.model().seed(),
                routing,
                store,
                config.server().life(),
                config.server().cacheBytes());
        shard.takeOver(backlog);
        if (otherModel) {
            shard.migrate(routing.firstKeyGroup(subtask), routing.lastKeyGroup(subtask), layout.change());
        }
        showCache(shard.cacheStatistics());
        showCounts();
    }

    private Map<String, Long> counted() {
        return shard.counts(routing.firstKeyGroup(subtask), routing.lastKeyGroup(subtask));
    }

    private void showCounts() {
        counts = counted();
        counts.keySet().forEach(name -> getMetricGroup().<Long, Gauge<Long>>gauge(name, () -> counts.get(name)));
    }

    private void showCache(CacheStatistics cache) {
        MetricGroup group = getMetricGroup().addGroup("rowCache");
        group.<Double, Gauge<Double>>gauge("hitRate", cache::hitRate);
        group.<Long, Gauge<Long>>gauge("hits", cache::hits);
        group.<Long, Gauge<Long>>gauge("misses", cache::misses);
        group.<Long, Gauge<Long>>gauge("evictions", cache::evictions);
        group.<Long, Gauge<Long>>gauge("rows", cache::rows);
        group.<Long, Gauge<Long>>gauge("bytes", cache::bytes);
    }

    private Histogram histogram(String name) {
        return getMetricGroup().histogram(name, new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
    }

    @Override
    public void processElement(StreamRecord<ServerRequest> element) {
        ServerRequest request = element.getValue();
        switch (request.kind()) {
            case PULL -> pull(request);
            case PUSH -> push(request);
            case ERASE -> erase(request);
            case HOLD -> held = true;
            case RELEASE -> held = false;
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void pull(ServerRequest request) {
        pulling.begin();
        Reading reading = staleness.read(now());
        byte[] weights = shard.pull(request.tables(), request.rows(), request.eventTime());
        output.collect(new StreamRecord<>(
                new Reply(request.trainer(), request.epoch(), request.step(), request.part(), reading, weights)));
        pulling.end();
    }

    private void push(ServerRequest request) {
        pushing.begin();
        for (Refusal refusal : shard.push(
                request.tables(), request.rows(), request.gradients(), request.drawn(), request.eventTime())) {
            refused.add(request, refusal);
        }
        if (request.audited()) {
            for (long example : request.examples()) {
                shard.audit(example);
                applied.inc();
            }
        }
        if (request.rows().length > 0) {
            staleness.pushed(request.reading(), now());
        }
        pushing.end();
    }

    private void erase(ServerRequest request) {
        for (int i = 0; i < request.rows().length; i++) {
            if (routing.shardOf(request.tables()[i], request.rows()[i]) == subtask) {
                shard.erase(request.tables()[i], request.rows()[i], request.eventTime());
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        cutting.begin();
        endVersion(checkpointId);
        cutting.end();
        refused.cut();
        counts = counted();
        CheckpointReport report =
                CountReport.of(checkpointId, NAME, getRuntimeContext().getTaskInfo(), counts);
        output.collect(Learner.REPORTS, new StreamRecord<>(report));
    }

    private void endVersion(long version) {
        int first = routing.firstKeyGroup(subtask);
        int last = routing.lastKeyGroup(subtask);
        if (held) {
            HeldMarks marks = new HeldMarks(
                    lineage, version, mark -> output.collect(Learner.HELD_MARKS, new StreamRecord<>(mark)));
            shard.withhold(first, last, marks);
        } else {
            VersionCutter cutter = new VersionCutter(
                    lineage,
                    version,
                    config.publication().precision(),
                    codec,
                    cut -> output.collect(Learner.CUTS, new StreamRecord<>(cut)));
            shard.cut(first, last, cutter);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rollback.snapshot();
        backlogState.update(List.of(shard.backlog().name()));
        lineageState.update(List.of(lineage));
        modelState.update(List.of(config.model().toText()));
        layout.snapshot();
    }
}
