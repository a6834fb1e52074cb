package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.trainer.HalfJudgement;
import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.CheckpointReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HindsightOperatorTest {
    private static final Duration MEMORY = Duration.ofMillis(1000);

    private KeyedOneInputStreamOperatorTestHarness<Long, HalfJudgement, Judgement> harness;

    @BeforeEach
    void open() throws Exception {
        start(new EmbeddedRocksDBStateBackend(), null);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void start(StateBackend backend, OperatorSubtaskState from) throws Exception {
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new HindsightOperator(MEMORY), HalfJudgement::exposure, Types.LONG);
        harness.setStateBackend(backend);
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
    }

    private void restart() throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        start(new EmbeddedRocksDBStateBackend(), state);
    }

    private void predict(long exposure, String task, float probability, long matured) throws Exception {
        harness.processElement(new HalfJudgement(exposure, task, false, probability, matured, matured + 5), 0);
    }

    private void tell(long exposure, String task, float label, long matured) throws Exception {
        harness.processElement(new HalfJudgement(exposure, task, true, label, matured, matured + 5), 0);
    }

    private List<Judgement> judged() {
        return new ArrayList<>(harness.extractOutputValues());
    }

    private long unpredicted(long checkpoint) throws Exception {
        harness.prepareSnapshotPreBarrier(checkpoint);
        List<CheckpointReport> reports = harness.getSideOutput(Learner.REPORTS).stream()
                .map(StreamRecord::getValue)
                .toList();
        return reports.get(reports.size() - 1).getCounts().get("labelsUnpredicted");
    }

    private static Judgement judgement(String task, float label, float probability, long matured) {
        return Judgement.ofRanking(task, matured, label, probability, matured + 5);
    }

    @Test
    void shouldJudgeWhatWasPredictedBeforeAnythingWasLearnt() throws Exception {
        predict(1, "hstu/convert", 0.1f, 100);
        predict(1, "wukong/convert", 0.2f, 100);
        predict(2, "hstu/convert", 0.3f, 110);
        predict(1, "hstu/convert", 0.8f, 500);
        restart();
        tell(1, "hstu/convert", 1, 1050);
        tell(2, "hstu/convert", 0, 1060);

        assertThat(judged())
                .containsExactly(judgement("hstu/convert", 1, 0.1f, 1050), judgement("hstu/convert", 0, 0.3f, 1060));
        tell(1, "wukong/convert", 1, 1050);
        assertThat(judged()).contains(judgement("wukong/convert", 1, 0.2f, 1050));
    }

    @Test
    void shouldNotMindWhichHalfComesFirst() throws Exception {
        tell(1, "hstu/convert", 1, 1050);
        assertThat(judged()).isEmpty();
        restart();
        predict(1, "hstu/convert", 0.1f, 100);

        assertThat(judged()).containsExactly(judgement("hstu/convert", 1, 0.1f, 1050));
        assertThat(unpredicted(2)).isZero();
    }

    @Test
    void shouldRememberUpToTheEndOfItsMemoryAndNoLonger() throws Exception {
        predict(1, "hstu/convert", 0.1f, 100);
        predict(2, "hstu/convert", 0.2f, 100);
        harness.processWatermark(1099);
        tell(1, "hstu/convert", 1, 1099);
        assertThat(judged()).hasSize(1);
        harness.processWatermark(1100);
        tell(2, "hstu/convert", 1, 1100);
        assertThat(judged()).hasSize(1);
        assertThat(unpredicted(1)).isZero();

        harness.processWatermark(2100);
        assertThat(unpredicted(2)).isEqualTo(1);
        restart();
        assertThat(unpredicted(3)).isEqualTo(1);
    }

    /** On the heap, where entries can be counted. */
    @Test
    void shouldLeaveNothingBehind() throws Exception {
        harness.close();
        start(new HashMapStateBackend(), null);
        for (long exposure = 0; exposure < 50; exposure++) {
            predict(exposure, "hstu/convert", 0.1f, exposure);
            predict(exposure, "hstu/convert", 0.1f, exposure + 300);
            if (exposure % 3 == 0) {
                tell(exposure, "hstu/convert", 0, exposure + 900);
            }
        }
        harness.processWatermark(5000);

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }
}
