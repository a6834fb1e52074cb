package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.TestExamples;
import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.exchange.Ticket;
import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.Ranker;
import io.millrace.model.Recommender;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.row.Digests;
import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Precision;
import io.millrace.schemas.codec.Bfloat16;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server's state becomes under another configuration. */
class ParameterServerOperatorTest {
    private static final int KEY_GROUPS = 4;
    private static final Ticket TICKET = new Ticket(0, 1, 1);

    private KeyedOneInputStreamOperatorTestHarness<Integer, ServerRequest, Reply> harness;
    private ModelConfig model;
    private long checkpoint;
    private String rollback = "";
    private Precision precision = Precision.FLOAT32;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void start(ModelConfig configured, OperatorSubtaskState from) throws Exception {
        model = configured;
        LearnerConfig config = new LearnerConfig(
                configured,
                new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 0.75),
                new LearnerConfig.ServerConfig(KEY_GROUPS, 1, 1, 100_000),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                TestInputs.publication(new LineageConfig(7L, rollback), precision));
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new ParameterServerOperator(config), ServerRequest::route, Types.INT, KEY_GROUPS, 1, 0);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
    }

    /** Stops, and goes on with another configuration; returns what the last checkpoint published. */
    private List<ModelRecord> restart(ModelConfig configured) throws Exception {
        List<ModelRecord> published = cut();
        OperatorSubtaskState state = harness.snapshot(checkpoint, 0);
        harness.close();
        start(configured, state);
        return published;
    }

    private List<ModelRecord> cut() throws Exception {
        if (harness.getSideOutput(Learner.CUTS) != null) {
            harness.getSideOutput(Learner.CUTS).clear();
        }
        harness.prepareSnapshotPreBarrier(++checkpoint);
        ModelRecordCodec codec = new ModelRecordCodec();
        List<ModelRecord> records = new ArrayList<>();
        if (harness.getSideOutput(Learner.CUTS) == null) {
            return records;
        }
        for (StreamRecord<KeyGroupCut> cut : harness.getSideOutput(Learner.CUTS)) {
            for (int i = 0; i < cut.getValue().keys().length; i++) {
                records.add(
                        codec.decode(cut.getValue().keys()[i], cut.getValue().values()[i]));
            }
        }
        return records;
    }

    private int route() {
        return new Routing(KEY_GROUPS, 1, TableNumbers.inOrder(0)).routeTo(0);
    }

    private Table table(String name) {
        return new Recommender(model)
                .tables().stream()
                        .filter(table -> table.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private void push(String name, long row, float gradient) throws Exception {
        Table table = table(name);
        float[] gradients = new float[table.width()];
        Arrays.fill(gradients, gradient);
        Floats packed = new Floats();
        packed.add(gradients, 0, gradients.length);
        RowGroup group = new RowGroup(0, new int[] {table.id()}, new long[] {row}, table.width());
        harness.processElement(
                ServerRequest.push(
                        route(),
                        TICKET,
                        group,
                        packed.packed(),
                        new boolean[0],
                        new long[] {77},
                        true,
                        1_000,
                        Reading.NONE),
                0);
    }

    private float[] pull(String name, long row) throws Exception {
        RowGroup group = new RowGroup(
                0, new int[] {table(name).id()}, new long[] {row}, table(name).width());
        harness.processElement(ServerRequest.pull(route(), TICKET, 0, group, 1_000), 0);
        List<Reply> replies = harness.extractOutputValues();
        return Floats.unpack(replies.get(replies.size() - 1).weights());
    }

    private static List<String> rows(List<ModelRecord> records) {
        return records.stream()
                .filter(ModelRecord.Row.class::isInstance)
                .map(ModelRecord.Row.class::cast)
                .map(row -> row.table() + "/" + row.row())
                .toList();
    }

    private static long lineage(List<ModelRecord> records) {
        return ((ModelRecord.GroupEnd) records.get(records.size() - 1)).mark().getLineage();
    }

    @Test
    void shouldGoOnUnderTheSameConfigurationAndLineage() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        float[] before = pull("wukong.item", 3);
        assertThat(rows(restart(TestExamples.tinyModel()))).hasSize(1);
        assertThat(pull("wukong.item", 3)).isEqualTo(before);
        List<ModelRecord> next = cut();
        assertThat(rows(next)).isEmpty();
        assertThat(lineage(next)).isEqualTo(7);
    }

    @Test
    void shouldPublishEverythingUnderANewLineageWhenAnythingOfTheConfigurationChanges() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        float[] before = pull("wukong.item", 3);
        restart(TestExamples.tinyModel().withDelayedConversions(Map.of()).with(Encoder.HSTU, Ranker.MLP));
        float[] after = pull("wukong.item", 3);
        List<ModelRecord> first = cut();
        assertThat(after).isEqualTo(before);
        assertThat(rows(first)).hasSize(1);
        assertThat(lineage(first)).isNotEqualTo(7);
        assertThat(rows(cut())).isEmpty();
        assertThat(lineage(restart(model))).isEqualTo(lineage(first));
        assertThat(lineage(cut())).isEqualTo(lineage(first));
    }

    @Test
    void shouldPublishEverythingUnderANewLineageAfterARollbackAndOnlyOnce() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        assertThat(lineage(restart(model))).isEqualTo(7);
        rollback = "to 5";
        assertThat(rows(restart(model))).isEmpty();
        List<ModelRecord> first = cut();
        assertThat(rows(first)).hasSize(1);
        assertThat(lineage(first)).isNotEqualTo(7);
        assertThat(rows(restart(model))).isEmpty();
        List<ModelRecord> next = cut();
        assertThat(rows(next)).isEmpty();
        assertThat(lineage(next)).isEqualTo(lineage(first));
        rollback = "";
        restart(model);
        assertThat(lineage(cut())).isEqualTo(lineage(first));
        rollback = "to 7";
        restart(model);
        assertThat(lineage(cut())).isNotEqualTo(lineage(first)).isNotEqualTo(7);
    }

    @Test
    void shouldPublishRoundedRowsAndOnlyThoseThatRoundToAnother() throws Exception {
        precision = Precision.BFLOAT16;
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        List<ModelRecord> first = cut();
        ModelRecord.Row row = (ModelRecord.Row) first.stream()
                .filter(ModelRecord.Row.class::isInstance)
                .findFirst()
                .orElseThrow();
        float[] exact = pull("wukong.item", 3);
        for (int i = 0; i < exact.length; i++) {
            assertThat(row.weights()[i]).isEqualTo(Bfloat16.round(exact[i])).isNotEqualTo(exact[i]);
        }
        long digest = Digests.contribution(row.table(), row.row(), row.weights(), row.weights().length);
        assertThat(first.stream()
                        .filter(ModelRecord.GroupEnd.class::isInstance)
                        .mapToLong(
                                record -> ((ModelRecord.GroupEnd) record).mark().getDigest()))
                .contains(digest);
        push("wukong.item", 3, 1e-30f);
        assertThat(rows(cut())).isEmpty();
        restart(model);
        assertThat(pull("wukong.item", 3)).isEqualTo(exact);
        precision = Precision.FLOAT32;
        restart(model);
        push("wukong.item", 3, 1e-30f);
        assertThat(rows(cut())).hasSize(1);
    }

    @Test
    void shouldKeepInMindOverARestartWhatIsHeld() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        cut();
        harness.processElement(ServerRequest.verdict(route(), true), 0);
        push("wukong.item", 4, 1);
        restart(model);
        harness.processElement(ServerRequest.verdict(route(), false), 0);
        push("wukong.item", 5, 1);
        int table = table("wukong.item").id();
        assertThat(rows(cut())).containsExactlyInAnyOrder(table + "/4", table + "/5");
        assertThat(rows(cut())).isEmpty();
    }

    @Test
    void shouldFindRowsOfATableThatMovedAndEndThoseOfOneThatIsGone() throws Exception {
        ModelConfig two = withLayers(2);
        start(two, null);
        int moved = table("wukong.item").id();
        push("wukong.item", 3, 1);
        push("hstu.1.W", 0, 1);
        float[] before = pull("wukong.item", 3);
        int gone = table("hstu.1.W").id();
        restart(withLayers(1));
        assertThat(table("wukong.item").id()).isNotEqualTo(moved);
        assertThat(pull("wukong.item", 3)).isEqualTo(before);
        List<ModelRecord> published = cut();
        assertThat(rows(published)).containsExactly(moved + "/3");
        assertThat(published).contains(new ModelRecord.RowTombstone(gone, 0));
        restart(two);
        assertThat(pull("wukong.item", 3)).isEqualTo(before);
    }

    /** Leaves the state that the server left before it remembered its layout: one row, four numbers a key group. */
    private static final class EarlierServer extends AbstractStreamOperator<Reply>
            implements OneInputStreamOperator<ServerRequest, Reply> {
        private final int table;
        private transient ListState<Long> lineage;

        EarlierServer(int table) {
            this.table = table;
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            lineage =
                    context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("lineage", Types.LONG));
        }

        @Override
        public void processElement(StreamRecord<ServerRequest> element) throws Exception {
            Row row = new Row(new float[] {1, 2, 3, 4, 5});
            row.updates = 6;
            row.lastTouched = 7;
            row.contribution = 8;
            Routing routing = new Routing(KEY_GROUPS, 1, TableNumbers.inOrder(table + 1));
            setCurrentKey(routing.keyOf(routing.keyGroup(table, 3)));
            getKeyedStateStore()
                    .getMapState(new MapStateDescriptor<>(
                            "rows",
                            Types.TUPLE(Types.INT, Types.LONG),
                            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO))
                    .put(Tuple2.of(table, 3L), RowCodec.encode(row));
            getKeyedStateStore()
                    .getState(
                            new ValueStateDescriptor<>("ledger", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO))
                    .update(new long[] {1, 8, 40, 41});
            lineage.update(List.of(9L));
        }
    }

    @Test
    void shouldGoOnFromStateThatKnowsNoLayout() throws Exception {
        model = TestExamples.tinyModel();
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new EarlierServer(table("wukong.item").id()), ServerRequest::route, Types.INT, KEY_GROUPS, 1, 0);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        harness.open();
        RowGroup nothing = new RowGroup(0, new int[0], new long[0], 0);
        harness.processElement(ServerRequest.pull(route(), TICKET, 0, nothing, 0), 0);
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        start(model, state);
        assertThat(pull("wukong.item", 3)).containsExactly(1, 2, 3, 4);
        List<ModelRecord> next = cut();
        assertThat(rows(next)).isEmpty();
        assertThat(lineage(next)).isEqualTo(9);
        assertThat(next.stream()
                        .map(record -> ((ModelRecord.GroupEnd) record).mark())
                        .mapToLong(mark -> mark.getRows() + mark.getAppliedExamples()))
                .contains(41L);
        push("wukong.item", 3, 1);
        assertThat(rows(cut())).hasSize(1);
    }

    @Test
    void shouldEraseRowsAndCountWhatComesTooLate() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.user", 3, 1);
        cut();
        int[] tables = {table("wukong.user").id()};
        harness.processElement(ServerRequest.erase(route(), tables, new long[] {3}, 1_000), 0);
        push("wukong.user", 3, 1);
        assertThat(cut()).contains(new ModelRecord.RowTombstone(tables[0], 3));
        assertThat(counts()).containsEntry("rowsErased", 1L).containsEntry("updatesErasedLate", 1L);
        restart(model);
        push("wukong.user", 3, 1);
        assertThat(rows(cut())).isEmpty();
        assertThat(counts()).containsEntry("rowsErased", 1L).containsEntry("updatesErasedLate", 2L);
    }

    private Map<String, Long> counts() {
        List<CheckpointReport> reports = harness.getSideOutput(Learner.REPORTS).stream()
                .map(StreamRecord::getValue)
                .toList();
        return reports.get(reports.size() - 1).getCounts();
    }

    @Test
    void shouldPutAsideWhatWouldMakeARowExplode() throws Exception {
        start(TestExamples.tinyModel(), null);
        push("wukong.item", 3, 1);
        float[] before = pull("wukong.item", 3);
        push("wukong.item", 3, Float.NaN);
        assertThat(pull("wukong.item", 3)).isEqualTo(before);
        DeadLetter letter = harness.getSideOutput(Learner.REFUSED).peek().getValue();
        assertThat(letter.getReason()).isEqualTo("exploding-row");
        assertThat(letter.getDetail()).contains("row 3 of table wukong.item", "[77]");
        cut();
        assertThat(counts()).containsEntry("updatesRefused", 1L);
        restart(model);
        cut();
        assertThat(counts()).containsEntry("updatesRefused", 1L);
    }

    @Test
    void shouldPutAsideAFewUpdatesThatWouldMakeRowsExplodeAndCountTheRest() throws Exception {
        start(TestExamples.tinyModel(), null);
        for (int i = 0; i < 10; i++) {
            push("wukong.item", 3, Float.NaN);
        }
        assertThat(harness.getSideOutput(Learner.REFUSED)).hasSize(4);
        cut();
        cut();
        push("wukong.item", 3, Float.NaN);
        List<DeadLetter> letters = harness.getSideOutput(Learner.REFUSED).stream()
                .map(StreamRecord::getValue)
                .toList();
        assertThat(letters)
                .hasSize(6)
                .allSatisfy(letter -> assertThat(letter.getReason()).isEqualTo("exploding-row"));
        assertThat(letters.get(4).getDetail()).startsWith("6 more updates of rows of key group ");
        assertThat(letters.get(5).getDetail()).startsWith("row 3 ");
    }

    @Test
    void shouldRefuseRowsOfAnotherWidthOnceAndForAll() throws Exception {
        start(TestExamples.tinyModel(), null);
        assertThatThrownBy(() -> restart(withSizes(new HstuSizes(16, 1, 2, 4, 4, 40, 0))))
                .isInstanceOf(SuppressRestartsException.class)
                .hasStackTraceContaining("8 weights")
                .hasStackTraceContaining("16 weights");
    }

    private static ModelConfig withLayers(int layers) {
        return withSizes(new HstuSizes(8, layers, 2, 4, 4, 40, 0));
    }

    private static ModelConfig withSizes(HstuSizes sizes) {
        ModelConfig tiny = TestExamples.tinyModel();
        return new ModelConfig(
                sizes,
                tiny.wukong(),
                tiny.tasks(),
                tiny.features(),
                tiny.positiveActions(),
                tiny.negatives(),
                tiny.temperature(),
                tiny.rowLearningRate(),
                tiny.denseLearningRate(),
                tiny.seed());
    }
}
