package io.millrace.sequence.flink;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.intake.IntakeCodec;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

class IntakeOperatorTest {
    private static final OutputTag<DeadLetter> LETTERS = new OutputTag<>("l", new AvroTypeInfo<>(DeadLetter.class));
    private static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("r", new AvroTypeInfo<>(CheckpointReport.class));

    private static ConsumedRecord at(long offset) {
        return new ConsumedRecord("events", 3, offset, T0, null, null);
    }

    @Test
    void shouldCountAHeartbeatApartFromEventsAndReadPastIt() throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<Intake, AcceptedEvent>(
                new IntakeOperator(BreakerConfig.defaults(), LETTERS, REPORTS));
        harness.open();
        harness.processElement(Intake.accepted(at(6), TestingEvents.click("c", "a", T0)), T0);
        harness.processElement(Intake.heartbeat(at(7), T0 + 1000), T0);
        harness.prepareSnapshotPreBarrier(1);

        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(harness.getSideOutput(LETTERS)).isNull();
        CheckpointReport report = harness.getSideOutput(REPORTS).poll().getValue();
        assertThat(report.getCounts()).containsEntry("events", 1L).containsEntry("heartbeats", 1L);
        assertThat(report.getOffsets()).containsEntry("events-3", 8L);
        harness.close();
    }

    @Test
    void shouldCarryAHeartbeatOverTheWire() {
        Intake heartbeat = Intake.heartbeat(at(7), T0 + 1000);
        BinaryWriter out = new BinaryWriter();
        IntakeCodec.write(heartbeat, out);

        assertThat(IntakeCodec.read(new BinaryReader(out.toBytes()))).isEqualTo(heartbeat);
    }
}
