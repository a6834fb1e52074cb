package io.millrace.sequence.flink;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.timeline.HeapBounds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups.UnregisteredTaskMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted can be looked at while the job runs, under the names that the reports use. */
class OperatorMetricsTest {
    private static final OutputTag<DeadLetter> LETTERS = new OutputTag<>("l", new AvroTypeInfo<>(DeadLetter.class));
    private static final OutputTag<Erased> ERASURES = new OutputTag<>("e", new AvroTypeInfo<>(Erased.class));
    private static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("r", new AvroTypeInfo<>(CheckpointReport.class));
    private static final Set<Count> AT_INTAKE = EnumSet.range(Count.HEARTBEATS, Count.DEAD_LETTERS);

    private final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup() {
        /** Those of the groups are found by their names alone. */
        @Override
        public MetricGroup addGroup(String name) {
            groups.add(name);
            return this;
        }
    };
    private final List<String> groups = new ArrayList<>();
    private final List<AbstractStreamOperatorTestHarness<?>> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var harness : open) {
            harness.close();
        }
    }

    private MockEnvironment environment() {
        return new MockEnvironmentBuilder()
                .setMaxParallelism(16)
                .setMetricGroup(new UnregisteredTaskMetricGroup() {
                    @Override
                    public InternalOperatorMetricGroup getOrAddOperator(
                            OperatorID id, String name, Map<String, String> variables) {
                        return metrics;
                    }
                })
                .build();
    }

    /** Reads the gauges of {@code counts}. */
    private Map<Count, Long> gauges(Set<Count> counts) {
        Map<Count, Long> read = new EnumMap<>(Count.class);
        counts.forEach(count -> read.put(count, (Long) ((Gauge<?>) metrics.get(count.label())).getValue()));
        return read;
    }

    private static Map<Count, Long> reported(AbstractStreamOperatorTestHarness<?> harness, Set<Count> counts)
            throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        Map<String, Long> report =
                harness.getSideOutput(REPORTS).remove().getValue().getCounts();
        assertThat(report).hasSameSizeAs(counts);
        Map<Count, Long> read = new EnumMap<>(Count.class);
        counts.forEach(count -> read.put(count, report.get(count.label())));
        return read;
    }

    private static ConsumedRecord record(long offset) {
        return new ConsumedRecord("events", 0, offset, T0, null, new byte[] {1});
    }

    @Test
    void shouldShowWhatIntakeCounts() throws Exception {
        var harness = opened(
                new OneInputStreamOperatorTestHarness<>(
                        new IntakeOperator(BreakerConfig.off(), LETTERS, REPORTS), environment()),
                null);
        for (int i = 0; i < 3; i++) {
            harness.processElement(Intake.accepted(record(i), TestingEvents.click("c" + i, "a", T0)), T0);
        }
        harness.processElement(Intake.refused(record(3), "not-avro", ""), T0);
        harness.processElement(Intake.heartbeat(record(4), T0), T0);
        harness.processElement(Intake.heartbeat(record(5), T0), T0);

        assertThat(gauges(AT_INTAKE))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Count.HEARTBEATS, 2L, Count.EVENTS, 4L, Count.DEAD_LETTERS, 1L))
                .isEqualTo(reported(harness, AT_INTAKE));
    }

    /** All that intake does not count. */
    @Test
    void shouldShowWhatTheSequencesCountAndGoOnAfterARestart() throws Exception {
        Set<Count> counts = EnumSet.complementOf(EnumSet.copyOf(AT_INTAKE));
        var first = opened(sequence(), null);
        long youngest = 0;
        for (AcceptedEvent event : TestingStream.shuffled(TestingStream.ofEvents(7, 5, 400), 60_000, 7)) {
            first.processElement(event, event.time());
            if (event.time() > youngest) {
                first.processElement(event, event.time());
                youngest = event.time();
                first.processWatermark(youngest - 1);
            }
        }
        Map<Count, Long> before = gauges(counts);
        assertThat(before).isEqualTo(reported(first, counts));
        assertThat(before.get(Count.BUFFERED)).isPositive();
        assertThat(before.get(Count.DUPLICATES)).isGreaterThan(50);
        assertThat(before.get(Count.LATE)).isGreaterThan(50);
        OperatorSubtaskState checkpoint = first.snapshot(1, 1);

        var second = opened(sequence(), checkpoint);
        assertThat(gauges(counts)).isEqualTo(before);
        second.processWatermark(Long.MAX_VALUE);
        long examples =
                before.get(Count.EXAMPLES) + second.extractOutputValues().size();
        assertThat(gauges(counts))
                .containsEntry(Count.BUFFERED, 0L)
                .containsEntry(Count.EXAMPLES, examples)
                .isEqualTo(reported(second, counts));
    }

    private Object gauge(String name) {
        return ((Gauge<?>) metrics.get(name)).getValue();
    }

    @Test
    void shouldShowWhatIsInTheHeap() throws Exception {
        var harness = opened(sequence(), null);
        assertThat(gauge("hitRate")).isEqualTo(0.0);
        harness.processElement(TestingEvents.click("c1", "a", T0), T0);
        assertThat(gauge("waitingEvents")).isEqualTo(1);
        harness.processWatermark(T0);
        harness.processElement(TestingEvents.click("c2", "b", T0 + 1), T0 + 1);
        harness.processElement(TestingEvents.click("c3", "c", T0 + 2), T0 + 2);
        harness.processWatermark(T0 + 2);

        assertThat(groups).containsExactly("userCache");
        assertThat(gauge("waitingEvents")).isEqualTo(0);
        assertThat(gauge("waitingAlarms")).isEqualTo(1);
        assertThat(gauge("misses")).isEqualTo(1L);
        assertThat(gauge("hits")).isEqualTo(2L);
        assertThat((Double) gauge("hitRate")).isEqualTo(2.0 / 3);
        assertThat(gauge("restingHits")).isEqualTo(0L);
        assertThat(gauge("evictions")).isEqualTo(0L);
        assertThat(gauge("users")).isEqualTo(1L);
        assertThat(gauge("restingUsers")).isEqualTo(0L);
        assertThat((Long) gauge("bytes")).isGreaterThan(800);
        assertThat(gauge("restingBytes")).isEqualTo(0L);

        harness.processWatermark(Long.MAX_VALUE);
        assertThat(gauge("waitingAlarms")).isEqualTo(0);
    }

    /** As after subtasks have become fewer. */
    @Test
    void shouldLetNoMoreEventsWaitInTheHeapThanTheBoundAfterARestart() throws Exception {
        List<AcceptedEvent> events = TestingStream.ofEvents(7, 5, 100);
        var first = opened(sequence(), null);
        for (AcceptedEvent event : events) {
            first.processElement(event, event.time());
        }
        assertThat(gauge("waitingEvents")).isEqualTo(100);
        OperatorSubtaskState checkpoint = first.snapshot(1, 1);
        first.processWatermark(Long.MAX_VALUE);

        var second = opened(sequence(new HeapBounds(10, 5, 0, 0)), checkpoint);
        assertThat(gauge("waitingEvents")).isEqualTo(10);
        assertThat(gauges(EnumSet.of(Count.BUFFERED))).containsEntry(Count.BUFFERED, 100L);
        second.processWatermark(Long.MAX_VALUE);
        assertThat(second.extractOutputValues()).isNotEmpty().isEqualTo(first.extractOutputValues());
        assertThat(gauges(EnumSet.of(Count.BUFFERED))).containsEntry(Count.BUFFERED, 0L);
    }

    private KeyedOneInputStreamOperatorTestHarness<Long, AcceptedEvent, TrainingExample> sequence() throws Exception {
        return sequence(HeapBounds.DEFAULTS);
    }

    private KeyedOneInputStreamOperatorTestHarness<Long, AcceptedEvent, TrainingExample> sequence(HeapBounds bounds)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new SequenceOperator(SequenceConfig.defaults(), bounds, ERASURES, REPORTS),
                AcceptedEvent::user,
                Types.LONG,
                environment());
    }

    private <H extends AbstractStreamOperatorTestHarness<?>> H opened(H harness, OperatorSubtaskState from)
            throws Exception {
        open.add(harness);
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
        return harness;
    }
}
