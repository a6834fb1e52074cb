package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.learner.verdict.StandingOrder;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.PublicationOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerdictOperatorTest {
    private static final int SHARDS = 2;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private TwoInputStreamOperatorTestHarness<Judgement, GivenOrder, ServerRequest> operator(
            long minPredictions, StandingOrder standing, OperatorSubtaskState state) throws Exception {
        VerdictRules lenient = VerdictRules.LENIENT;
        VerdictRules rules = new VerdictRules(
                minPredictions, lenient.window(), lenient.margin(), lenient.patience(), lenient.calibration());
        var operator = new TwoInputStreamOperatorTestHarness<>(
                new VerdictOperator(rules, new Routing(8, SHARDS, TableNumbers.inOrder(0)), standing));
        opened.add(operator);
        if (state != null) {
            operator.initializeState(state);
        }
        operator.open();
        return operator;
    }

    private static GivenOrder hold(long position) {
        return new GivenOrder(new PublicationOrder(true, "odd", 0L), position);
    }

    private static GivenOrder release(long position) {
        return new GivenOrder(new PublicationOrder(false, "", 0L), position);
    }

    private static List<ServerRequest.Kind> ruled(
            TwoInputStreamOperatorTestHarness<Judgement, GivenOrder, ServerRequest> operator, long version)
            throws Exception {
        operator.getOutput().clear();
        ((AbstractStreamOperator<?>) operator.getOperator()).prepareSnapshotPreBarrier(version);
        return operator.extractOutputValues().stream().map(ServerRequest::kind).toList();
    }

    private static List<ServerRequest.Kind> allShards(ServerRequest.Kind kind) {
        return List.of(kind, kind);
    }

    @Test
    void shouldTellAllShardsWhatWasOrdered() throws Exception {
        var operator = operator(0, Optional::empty, null);
        assertThat(ruled(operator, 1)).isEqualTo(allShards(ServerRequest.Kind.RELEASE));
        operator.processElement2(hold(0), 0);
        assertThat(ruled(operator, 2)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
    }

    /** A job that goes back to before an order reads it only after a while, and what was ordered before it first. */
    @Test
    void shouldHoldFromTheFirstVersionOnWhatStandsOrderedSo() throws Exception {
        var before = operator(0, Optional::empty, null);
        before.processElement2(hold(0), 0);
        before.processElement2(release(1), 0);
        OperatorSubtaskState released = before.snapshot(1, 0);
        var after = operator(0, () -> Optional.of(hold(4)), released);
        assertThat(ruled(after, 2)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
        after.processElement2(hold(2), 0);
        after.processElement2(release(3), 0);
        assertThat(ruled(after, 3)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
        after.processElement2(hold(4), 0);
        after.processElement2(release(5), 0);
        assertThat(ruled(after, 4)).isEqualTo(allShards(ServerRequest.Kind.RELEASE));
    }

    @Test
    void shouldWaiveNothingOfANewModelBecauseOfAReleaseOfLongAgo() throws Exception {
        var operator = operator(10, () -> Optional.of(release(1)), null);
        operator.processElement2(hold(0), 0);
        OperatorSubtaskState state = operator.snapshot(1, 0);
        var restarted = operator(10, () -> Optional.of(release(1)), state);
        restarted.processElement2(release(1), 0);
        assertThat(ruled(restarted, 2)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
        restarted.processElement2(release(2), 0);
        assertThat(ruled(restarted, 3)).isEqualTo(allShards(ServerRequest.Kind.RELEASE));
    }

    @Test
    void shouldHeedAReleaseThatWasGivenWhileTheJobWasDown() throws Exception {
        var before = operator(10, Optional::empty, null);
        before.processElement2(hold(0), 0);
        OperatorSubtaskState held = before.snapshot(1, 0);
        var after = operator(10, () -> Optional.of(release(1)), held);
        assertThat(ruled(after, 2)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
        after.processElement2(release(1), 0);
        assertThat(ruled(after, 3)).isEqualTo(allShards(ServerRequest.Kind.RELEASE));
    }

    /** The positions of a topic that was made anew begin at 0. */
    @Test
    void shouldHeedOrdersOnATopicThatWasMadeAnew() throws Exception {
        var before = operator(0, () -> Optional.of(release(7)), null);
        OperatorSubtaskState state = before.snapshot(1, 0);
        var after = operator(0, Optional::empty, state);
        after.processElement2(hold(0), 0);
        assertThat(ruled(after, 2)).isEqualTo(allShards(ServerRequest.Kind.HOLD));
    }
}
