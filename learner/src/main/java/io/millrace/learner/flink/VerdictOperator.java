package io.millrace.learner.flink;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.learner.verdict.Ruling;
import io.millrace.learner.verdict.StandingOrder;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.learner.verdict.Verdicts;
import io.millrace.schemas.CheckpointReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells every shard, ahead of each barrier, whether the version that is cut there is held, and the manifest why. Runs once,
 * whatever the parallelism.
 */
final class VerdictOperator extends AbstractStreamOperator<ServerRequest>
        implements TwoInputStreamOperator<Judgement, GivenOrder, ServerRequest> {
    /** Reported name of this operator. */
    static final String NAME = "verdict";

    private final VerdictRules rules;
    private final Routing routing;
    private final StandingOrder standingOrder;
    private transient Verdicts verdicts;
    private transient Ruling last;
    private transient volatile boolean held;
    private transient Counter heldVersions;
    private transient ListState<byte[]> verdictState;
    /** Position of the last order that says nothing new when it comes; -1 for none. */
    private transient long past;

    private transient boolean afresh;
    private transient ListState<Long> pastState;

    /** @param routing to the shards */
    VerdictOperator(VerdictRules rules, Routing routing, StandingOrder standingOrder) {
        this.rules = rules;
        this.routing = routing;
        this.standingOrder = standingOrder;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        verdicts = new Verdicts(rules);
        last = new Ruling("");
        verdictState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("verdicts", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] restored : verdictState.get()) {
            verdicts.restore(restored);
        }
        afresh = !context.isRestored();
        past = -1;
        pastState = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("past-orders", Types.LONG));
        for (long restored : pastState.get()) {
            past = restored;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        takeUp(standingOrder.read());
        heldVersions = getMetricGroup().counter("heldVersions");
        getMetricGroup().<Integer, Gauge<Integer>>gauge("held", () -> held ? 1 : 0);
    }

    /**
     * An order to hold goes before all before it. One to release, and those before it, are still to be heeded by a job that
     * goes on, if it was given while that was down; to one that starts afresh they would waive what they were never about.
     */
    private void takeUp(Optional<GivenOrder> standing) {
        boolean held = standing.isPresent() && standing.get().order().getHeld();
        long newest = standing.map(GivenOrder::position).orElse(-1L);
        past = held || afresh ? newest : Math.min(past, newest);
        if (held) {
            verdicts.order(standing.get().order());
        }
    }

    @Override
    public void processElement1(StreamRecord<Judgement> element) {
        verdicts.add(element.getValue());
    }

    @Override
    public void processElement2(StreamRecord<GivenOrder> element) {
        GivenOrder given = element.getValue();
        if (given.position() > past) {
            LOG.info("Ordered: {}", given.order());
            verdicts.order(given.order());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        Ruling ruling = verdicts.rule();
        for (int shard = 0; shard < routing.shards(); shard++) {
            output.collect(new StreamRecord<>(ServerRequest.verdict(routing.routeTo(shard), ruling.held())));
        }
        CheckpointReport report = new CheckpointReport(
                checkpointId, NAME, 0, 1, Map.of(), Map.of(), Long.MIN_VALUE, List.of(), List.of(), ruling.objection());
        output.collect(Learner.REPORTS, new StreamRecord<>(report));
        announce(checkpointId, ruling);
    }

    private void announce(long version, Ruling ruling) {
        held = ruling.held();
        if (held) {
            heldVersions.inc();
        }
        if (held && !last.held()) {
            LOG.warn("Versions are held from {} on: {}", version, ruling.objection());
        } else if (!held && last.held()) {
            LOG.info("Versions are let out again from {} on", version);
        }
        last = ruling;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        verdictState.update(List.of(verdicts.toBytes()));
        pastState.update(List.of(past));
    }
}
