package io.millrace.learner.flink;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.publish.VersionCutter;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.server.StalenessMeter;
import io.millrace.model.Recommender;
import io.millrace.model.row.Table;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link ParameterShard} over this subtask's key groups. Requests are served in the order in which they are read;
 * at a barrier the shard's version is cut, ahead of the barrier, for the publisher to hold until the checkpoint is
 * complete.
 */
final class ParameterServerOperator extends AbstractStreamOperator<Reply>
        implements OneInputStreamOperator<ServerRequest, Reply> {
    private static final int HISTOGRAM_WINDOW = 10_000;

    private final LearnerConfig config;
    private transient ParameterShard shard;
    private transient Routing routing;
    private transient int subtask;
    private transient long lineage;
    private transient ListState<Long> lineageState;
    private transient ModelRecordCodec codec;
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
        lineage = config.lineage();
        for (long restored : lineageState.get()) {
            lineage = restored;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        codec = new ModelRecordCodec();
        staleness = new StalenessMeter(histogram("stalenessUpdates")::update, histogram("stalenessMillis")::update);
        applied = getMetricGroup().counter("appliedExamples");
        WorkTimes times = new WorkTimes(getMetricGroup(), System::nanoTime);
        pulling = times.kind("pullingTime");
        pushing = times.kind("pushingTime");
        cutting = times.kind("cuttingTime");
        routing = new Routing(config.server().keyGroups(), config.server().shards());
        List<Table> tables = new Recommender(config.model()).tables();
        KeyedRowStore store = new KeyedRowStore(routing, this::setCurrentKey, getKeyedStateStore());
        shard = new ParameterShard(
                tables, config.model().seed(), routing, store, config.server().cachedRows());
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
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void pull(ServerRequest request) {
        pulling.begin();
        Reading reading = staleness.read(now());
        byte[] weights = shard.pull(request.tables(), request.rows());
        output.collect(new StreamRecord<>(
                new Reply(request.trainer(), request.epoch(), request.step(), request.part(), reading, weights)));
        pulling.end();
    }

    private void push(ServerRequest request) {
        pushing.begin();
        shard.push(request.tables(), request.rows(), request.gradients(), request.eventTime());
        for (long example : request.applied()) {
            shard.audit(example);
            applied.inc();
        }
        staleness.pushed(request.reading(), now());
        pushing.end();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        VersionCutter cutter = new VersionCutter(
                lineage, checkpointId, codec, cut -> output.collect(Learner.CUTS, new StreamRecord<>(cut)));
        cutting.begin();
        shard.cut(routing.firstKeyGroup(subtask), routing.lastKeyGroup(subtask), cutter);
        cutting.end();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lineageState.update(List.of(lineage));
    }
}
