package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.timeline.HeapBounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** Both operators at some parallelism in harnesses on RocksDB, with the exchange between them done by hand. */
final class TestingJob implements AutoCloseable {
    /** What the machines' clocks say, milliseconds. */
    static final long NOW = 1_800_000_000_000L;

    private static final int MAX_PARALLELISM = 16;
    /** So small that events spill, users leave, and alarms that are far off are timers. */
    private static final HeapBounds BOUNDS = new HeapBounds(50, 1, 20_000, 2_000);

    private static final List<String> STATES =
            List.of("header", "open-page", "directory", "pages", "exposures", "facts", "seen-ids", "tasks");

    private static final OutputTag<DeadLetter> LETTERS = new OutputTag<>("l", new AvroTypeInfo<>(DeadLetter.class));
    private static final OutputTag<Erased> ERASURES = new OutputTag<>("e", new AvroTypeInfo<>(Erased.class));
    private static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("r", new AvroTypeInfo<>(CheckpointReport.class));

    private final int parallelism;
    private final List<OneInputStreamOperatorTestHarness<Intake, AcceptedEvent>> intakes = new ArrayList<>();
    private final List<KeyedOneInputStreamOperatorTestHarness<Long, AcceptedEvent, TrainingExample>> sequences =
            new ArrayList<>();

    /** What a checkpoint of a job holds. */
    record Checkpoint(List<OperatorSubtaskState> intakes, List<OperatorSubtaskState> sequences) {}

    /**
     * @param from the checkpoint to start from, null for none
     */
    TestingJob(SequenceConfig config, int parallelism, Checkpoint from) throws Exception {
        this.parallelism = parallelism;
        for (int i = 0; i < parallelism; i++) {
            var intake = new OneInputStreamOperatorTestHarness<>(
                    new IntakeOperator(BreakerConfig.defaults(), LETTERS, REPORTS), MAX_PARALLELISM, parallelism, i);
            start(intake, from == null ? null : from.intakes, i);
            intakes.add(intake);
            var sequence = new KeyedOneInputStreamOperatorTestHarness<>(
                    new SequenceOperator(config, BOUNDS, ERASURES, REPORTS),
                    AcceptedEvent::user,
                    Types.LONG,
                    MAX_PARALLELISM,
                    parallelism,
                    i);
            sequence.setStateBackend(new EmbeddedRocksDBStateBackend());
            start(sequence, from == null ? null : from.sequences, i);
            sequences.add(sequence);
        }
    }

    private void start(AbstractStreamOperatorTestHarness<?> harness, List<OperatorSubtaskState> from, int subtask)
            throws Exception {
        if (from != null) {
            OperatorSubtaskState all =
                    AbstractStreamOperatorTestHarness.repackageState(from.toArray(OperatorSubtaskState[]::new));
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    all, MAX_PARALLELISM, from.size(), parallelism, subtask));
        }
        harness.open();
        harness.setProcessingTime(NOW);
    }

    void process(Intake intake) throws Exception {
        var source = intakes.get(Math.floorMod(intake.offset(), parallelism));
        source.processElement(intake, 0);
        for (AcceptedEvent event : source.extractOutputValues()) {
            int subtask =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(event.user(), MAX_PARALLELISM, parallelism);
            sequences.get(subtask).processElement(event, event.time());
        }
        source.getOutput().clear();
    }

    void watermark(long time) throws Exception {
        for (var intake : intakes) {
            intake.processWatermark(time);
            intake.getOutput().clear();
        }
        for (var sequence : sequences) {
            sequence.processWatermark(time);
        }
    }

    /** Takes the examples that have come out since the last call. */
    List<TrainingExample> drain() {
        List<TrainingExample> examples = new ArrayList<>();
        for (var sequence : sequences) {
            examples.addAll(sequence.extractOutputValues());
            sequence.getOutput().clear();
        }
        return examples;
    }

    List<DeadLetter> deadLetters() {
        return intakes.stream()
                .flatMap(intake -> side(intake, LETTERS).stream())
                .toList();
    }

    /** What has been erased since the start. */
    List<Erased> erasures() {
        return sequences.stream()
                .flatMap(sequence -> side(sequence, ERASURES).stream())
                .toList();
    }

    /** Sends the barrier of checkpoint {@code id} through: the reports in front of it. */
    List<CheckpointReport> barrier(long id) throws Exception {
        List<CheckpointReport> reports = new ArrayList<>();
        for (var harness : harnesses()) {
            harness.prepareSnapshotPreBarrier(id);
            reports.addAll(side(harness, REPORTS).stream()
                    .filter(report -> report.getCheckpoint() == id)
                    .toList());
        }
        return reports;
    }

    Checkpoint snapshot(long id) throws Exception {
        List<OperatorSubtaskState> ofIntakes = new ArrayList<>();
        for (var intake : intakes) {
            ofIntakes.add(intake.snapshot(id, 0));
        }
        List<OperatorSubtaskState> ofSequences = new ArrayList<>();
        for (var sequence : sequences) {
            ofSequences.add(sequence.snapshot(id, 0));
        }
        return new Checkpoint(ofIntakes, ofSequences);
    }

    void completed(long id) throws Exception {
        for (var harness : harnesses()) {
            harness.notifyOfCompletedCheckpoint(id);
        }
    }

    int timers() {
        return sequences.stream()
                .mapToInt(AbstractStreamOperatorTestHarness::numEventTimeTimers)
                .sum();
    }

    /** The users of whom there is something in RocksDB, by the names of the states; what is in the heap is not seen. */
    Map<String, Set<Long>> usersByState() {
        Map<String, Set<Long>> users = new TreeMap<>();
        for (String name : STATES) {
            users.put(name, new HashSet<>());
            for (var sequence : sequences) {
                try (Stream<Tuple2<Long, Object>> keys = backend(sequence).getKeysAndNamespaces(name)) {
                    keys.forEach(key -> users.get(name).add(key.f0));
                }
            }
        }
        return users;
    }

    /** Everything that is in RocksDB, under whatever name, timers included. */
    int entries() {
        return sequences.stream()
                .mapToInt(sequence -> backend(sequence).numKeyValueStateEntries())
                .sum();
    }

    private static RocksDBKeyedStateBackend<Long> backend(AbstractStreamOperatorTestHarness<?> sequence) {
        return (RocksDBKeyedStateBackend<Long>) sequence.getOperator().<Long>getKeyedStateBackend();
    }

    private List<AbstractStreamOperatorTestHarness<?>> harnesses() {
        List<AbstractStreamOperatorTestHarness<?>> all = new ArrayList<>(intakes);
        all.addAll(sequences);
        return all;
    }

    private static <T> List<T> side(AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
        var records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    @Override
    public void close() {
        for (var harness : harnesses()) {
            try {
                harness.close();
            } catch (Exception e) {
                throw new IllegalStateException("harness does not close", e);
            }
        }
    }
}
