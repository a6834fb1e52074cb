package io.millrace.learner.flink;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.verdict.Ruling;
import io.millrace.learner.verdict.StandingOrder;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.learner.verdict.Verdicts;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.PublicationOrder;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
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
        implements TwoInputStreamOperator<Judgement, PublicationOrder, ServerRequest> {
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
    }

    @Override
    public void open() throws Exception {
        super.open();
        // One to release would waive, at each restart, what the rules object to by then.
        standingOrder.read().filter(PublicationOrder::getHeld).ifPresent(verdicts::order);
        heldVersions = getMetricGroup().counter("heldVersions");
        getMetricGroup().<Integer, Gauge<Integer>>gauge("held", () -> held ? 1 : 0);
    }

    @Override
    public void processElement1(StreamRecord<Judgement> element) {
        verdicts.add(element.getValue());
    }

    @Override
    public void processElement2(StreamRecord<PublicationOrder> element) {
        LOG.info("Ordered: {}", element.getValue());
        verdicts.order(element.getValue());
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
    }
}
