package io.millrace.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEventCodec;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.intake.MostlyBadInputException;
import io.millrace.sequence.intake.TestingBadInput;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bad records on the way from the source to the histories: what they do to the stream, and what they do not. */
class BadInputTest {
    private static final OutputTag<DeadLetter> LETTERS = new OutputTag<>("l", new AvroTypeInfo<>(DeadLetter.class));
    private static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("r", new AvroTypeInfo<>(CheckpointReport.class));
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(TestingBadInput.NOW), ZoneOffset.UTC);
    private static final BreakerConfig HALF_OF_TEN = new BreakerConfig(10, 0.5);

    private final EventValidator validator =
            new EventValidator(List.of(), List.of("price"), EventBounds.defaults(), CLOCK);
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final List<OneInputStreamOperatorTestHarness<Intake, AcceptedEvent>> open = new ArrayList<>();
    private long offset;

    @AfterEach
    void close() throws Exception {
        for (var harness : open) {
            harness.close();
        }
    }

    private Intake good(int number) {
        return read(codec.encode(
                new Event("e" + number, "u", TestingBadInput.NOW - 60_000 + number, new Impression("i", Map.of()))));
    }

    private Intake bad() {
        return read(new byte[] {1, 2, 3});
    }

    private Intake read(byte[] value) {
        return validator.validate(new ConsumedRecord("events", 0, offset++, TestingBadInput.NOW, null, value));
    }

    @Test
    void shouldLeaveTheRestOfTheStreamAsItIs() throws Exception {
        List<Intake> undisturbed = new ArrayList<>();
        List<Intake> disturbed = new ArrayList<>();
        int good = 0;
        for (TestingBadInput.Row row : TestingBadInput.rows()) {
            undisturbed.add(good(good));
            disturbed.add(good(good++));
            disturbed.add(read(row.value()));
        }
        var clean = harness(BreakerConfig.off(), null);
        var dirty = harness(BreakerConfig.off(), null);
        process(clean, undisturbed);
        process(dirty, disturbed);
        dirty.snapshot(1, 1);
        dirty.notifyOfCompletedCheckpoint(1);

        assertThat(accepted(dirty)).isEqualTo(accepted(clean)).hasSize(good);
        assertThat(watermarks(disturbed)).isEqualTo(watermarks(undisturbed));
        assertThat(dirty.getSideOutput(LETTERS).stream()
                        .map(letter -> letter.getValue().getReason()))
                .containsExactlyElementsOf(TestingBadInput.rows().stream()
                        .map(TestingBadInput.Row::reason)
                        .toList());
        assertThat(counts(dirty))
                .containsEntry("events", 2L * good)
                .containsEntry("deadLetters", (long) good)
                .containsEntry("heartbeats", 0L);
    }

    private static List<String> accepted(OneInputStreamOperatorTestHarness<Intake, AcceptedEvent> harness) {
        return harness.extractOutputStreamRecords().stream()
                .map(record -> {
                    BinaryWriter shipped = new BinaryWriter();
                    AcceptedEventCodec.write(record.getValue(), shipped);
                    return record.getTimestamp() + " " + HexFormat.of().formatHex(shipped.toBytes());
                })
                .toList();
    }

    /** Those of the stream that move on. */
    private static List<Watermark> watermarks(List<Intake> intakes) {
        List<Watermark> emitted = new ArrayList<>();
        LiveWatermarks generator = new LiveWatermarks(Duration.ofSeconds(1), Duration.ofMinutes(5), CLOCK);
        WatermarkOutput output = new WatermarkOutput() {
            @Override
            public void emitWatermark(Watermark watermark) {
                if (emitted.isEmpty() || !watermark.equals(emitted.get(emitted.size() - 1))) {
                    emitted.add(watermark);
                }
            }

            @Override
            public void markIdle() {}

            @Override
            public void markActive() {}
        };
        intakes.forEach(intake -> generator.onEvent(intake, TestingBadInput.NOW, output));
        return emitted;
    }

    @Test
    void shouldFailForGoodWhenMostOfTheInputIsBad() throws Exception {
        var harness = harness(HALF_OF_TEN, null);
        process(harness, List.of(good(1), bad(), bad(), bad(), bad(), bad()));

        SuppressRestartsException stop =
                catchThrowableOfType(SuppressRestartsException.class, () -> process(harness, List.of(bad())));

        assertThat(stop).cause().isInstanceOf(MostlyBadInputException.class).hasMessageContaining("events-0@6");
    }

    @Test
    void shouldNotTakeHeartbeatsForGoodRecords() throws Exception {
        var harness = harness(HALF_OF_TEN, null);
        process(harness, List.of(bad(), bad(), bad(), bad(), bad()));
        for (int i = 0; i < 20; i++) {
            ConsumedRecord record = new ConsumedRecord("events", 0, offset++, TestingBadInput.NOW, null, null);
            process(harness, List.of(Intake.heartbeat(record, TestingBadInput.NOW)));
        }

        assertThatThrownBy(() -> process(harness, List.of(bad()))).isInstanceOf(SuppressRestartsException.class);
    }

    @Test
    void shouldRememberOverARestartHowMuchWasBad() throws Exception {
        var before = harness(HALF_OF_TEN, null);
        process(before, List.of(bad(), bad(), bad(), bad(), bad()));
        OperatorSubtaskState checkpoint = before.snapshot(1, 1);
        var after = harness(HALF_OF_TEN, checkpoint);
        assertThatThrownBy(() -> process(after, List.of(bad()))).isInstanceOf(SuppressRestartsException.class);
        var mended = harness(HALF_OF_TEN, checkpoint);
        process(mended, List.of(good(1), good(2), good(3), good(4), good(5), good(6), bad()));
        assertThat(counts(mended)).containsEntry("events", 12L).containsEntry("deadLetters", 6L);
    }

    @Test
    void shouldGiveALetterOutWhenACheckpointCoversItsRecordAndAgainAfterARestart() throws Exception {
        var first = harness(BreakerConfig.off(), null);
        process(first, List.of(bad(), good(1)));
        OperatorSubtaskState checkpoint = first.snapshot(1, 1);
        process(first, List.of(bad()));
        first.notifyOfCompletedCheckpoint(1);
        assertThat(letters(first)).containsExactly(0L);

        // The record of the second is read again; what is made of it then is another matter.
        var second = harness(BreakerConfig.off(), checkpoint);
        process(second, List.of(bad()));
        second.snapshot(2, 2);
        assertThat(letters(second)).isEmpty();
        second.notifyOfCompletedCheckpoint(2);
        assertThat(letters(second)).containsExactly(0L, 3L);
    }

    @Test
    void shouldGiveEveryLetterOutBeforeTheInputEnds() throws Exception {
        var harness = harness(BreakerConfig.off(), null);
        process(harness, List.of(bad(), bad()));
        harness.getOneInputOperator().finish();

        assertThat(letters(harness)).containsExactly(0L, 1L);
    }

    private static List<Long> letters(OneInputStreamOperatorTestHarness<Intake, AcceptedEvent> harness) {
        var letters = harness.getSideOutput(LETTERS);
        return letters == null
                ? List.of()
                : letters.stream().map(letter -> letter.getValue().getOffset()).toList();
    }

    private OneInputStreamOperatorTestHarness<Intake, AcceptedEvent> harness(
            BreakerConfig breaker, OperatorSubtaskState from) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<Intake, AcceptedEvent>(
                new IntakeOperator(breaker, LETTERS, REPORTS));
        open.add(harness);
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
        return harness;
    }

    private static void process(OneInputStreamOperatorTestHarness<Intake, AcceptedEvent> harness, List<Intake> intakes)
            throws Exception {
        for (Intake intake : intakes) {
            harness.processElement(intake, TestingBadInput.NOW);
        }
    }

    private static Map<String, Long> counts(OneInputStreamOperatorTestHarness<Intake, AcceptedEvent> harness)
            throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        return harness.getSideOutput(REPORTS).stream()
                .map(StreamRecord::getValue)
                .findFirst()
                .orElseThrow()
                .getCounts();
    }
}
