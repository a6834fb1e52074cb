package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.nio.ByteBuffer;

/** Binary form of {@link Intake}, for the wire only. */
public final class IntakeCodec {
    private static final int REFUSED = 0;
    private static final int ACCEPTED = 1;
    private static final int HEARTBEAT = 2;

    private IntakeCodec() {}

    public static void write(Intake intake, BinaryWriter out) {
        out.writeString(intake.topic())
                .writeVarLong(intake.partition())
                .writeVarLong(intake.offset())
                .writeByte(intake.isAccepted() ? ACCEPTED : intake.isHeartbeat() ? HEARTBEAT : REFUSED);
        if (intake.isHeartbeat()) {
            out.writeVarLong(intake.heartbeat());
        } else if (intake.isAccepted()) {
            AcceptedEventCodec.write(intake.event(), out);
        } else {
            DeadLetter letter = intake.deadLetter();
            out.writeVarLong(letter.getTimestamp())
                    .writeString(letter.getReason())
                    .writeString(letter.getDetail());
            writeNullable(letter.getKey(), out);
            writeNullable(letter.getValue(), out);
        }
    }

    public static Intake read(BinaryReader in) {
        String topic = in.readString();
        int partition = in.readCount();
        long offset = in.readVarLong();
        int kind = in.readByte();
        if (kind == HEARTBEAT) {
            return new Intake(topic, partition, offset, null, null, in.readVarLong());
        }
        if (kind == ACCEPTED) {
            return new Intake(topic, partition, offset, AcceptedEventCodec.read(in), null, Long.MIN_VALUE);
        }
        long timestamp = in.readVarLong();
        String reason = in.readString();
        String detail = in.readString();
        ConsumedRecord record =
                new ConsumedRecord(topic, partition, offset, timestamp, readNullable(in), readNullable(in));
        return Intake.refused(record, reason, detail);
    }

    private static void writeNullable(ByteBuffer buffer, BinaryWriter out) {
        out.writeByte(buffer == null ? 0 : 1);
        if (buffer != null) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            out.writeBytes(bytes);
        }
    }

    private static byte[] readNullable(BinaryReader in) {
        return in.readByte() == 0 ? null : in.readBytes();
    }
}
