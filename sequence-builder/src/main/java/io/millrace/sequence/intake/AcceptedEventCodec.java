package io.millrace.sequence.intake;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.intake.AcceptedEvent.Payload;

/** Binary form of {@link AcceptedEvent}, on the wire between operators and in state until its time has come. */
public final class AcceptedEventCodec {
    private static final int VERSION = 3;
    private static final int WITHOUT_NUMBERS = 1;
    private static final int IMPRESSION = 0;
    private static final int ACTION = 1;
    private static final int STATIC_CHANGE = 2;
    private static final int SLOW_CHANGE = 3;
    private static final int ERASURE = 4;

    private AcceptedEventCodec() {}

    public static void write(AcceptedEvent event, BinaryWriter out) {
        out.writeByte(VERSION)
                .writeLong(event.user())
                .writeLong(event.id())
                .writeVarLong(event.time())
                .writeVarLong(event.arrival());
        if (event.payload() instanceof Impression impression) {
            impression.features().write(out.writeByte(IMPRESSION).writeLong(impression.item()));
        } else if (event.payload() instanceof Action action) {
            out.writeByte(ACTION)
                    .writeLong(action.type())
                    .writeLong(action.item())
                    .writeLong(action.impression());
            action.features().write(out);
        } else if (event.payload() instanceof AttributeChange change) {
            out.writeByte(change.slow() ? SLOW_CHANGE : STATIC_CHANGE)
                    .writeString(change.name())
                    .writeLong(change.fact());
        } else if (event.payload() instanceof Erasure erasure) {
            out.writeByte(ERASURE).writeString(erasure.userId()).writeString(erasure.eventId());
        }
    }

    public static AcceptedEvent read(BinaryReader in) {
        int version = in.readVersion(VERSION, "event");
        return new AcceptedEvent(
                in.readLong(), in.readLong(), in.readVarLong(), in.readVarLong(), readPayload(in, version));
    }

    private static Payload readPayload(BinaryReader in, int version) {
        int kind = in.readByte();
        return switch (kind) {
            case IMPRESSION -> new Impression(in.readLong(), readFeatures(in, version));
            case ACTION -> new Action(in.readLong(), in.readLong(), in.readLong(), readFeatures(in, version));
            case STATIC_CHANGE, SLOW_CHANGE -> new AttributeChange(kind == SLOW_CHANGE, in.readString(), in.readLong());
            case ERASURE -> new Erasure(in.readString(), in.readString());
            default -> throw new IllegalStateException("no payload of kind " + kind);
        };
    }

    private static Features readFeatures(BinaryReader in, int version) {
        return version == WITHOUT_NUMBERS ? Features.readHashes(in) : Features.read(in);
    }
}
