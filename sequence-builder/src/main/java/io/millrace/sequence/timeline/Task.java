package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEventCodec;

/** What the agenda holds for a moment. */
sealed interface Task {
    /** An event takes effect. */
    record Release(AcceptedEvent event) implements Task {}

    /** An item is to be looked at: a window of one of its exposures closes. */
    record Look(long item) implements Task {}

    /** Binary form: the first byte tells the kind and, for a look, the version. */
    static byte[] encode(Task task) {
        BinaryWriter out = new BinaryWriter();
        if (task instanceof Release release) {
            AcceptedEventCodec.write(release.event, out.writeByte(Kind.RELEASE));
        } else if (task instanceof Look look) {
            out.writeByte(Kind.LOOK).writeLong(look.item);
        }
        return out.toBytes();
    }

    static Task decode(byte[] bytes) {
        BinaryReader in = new BinaryReader(bytes);
        int kind = in.readByte();
        return switch (kind) {
            case Kind.RELEASE -> new Release(AcceptedEventCodec.read(in));
            case Kind.LOOK, Kind.LOOK_AT_EXPOSURE -> new Look(in.readLong());
            default -> throw new IllegalStateException("no task of kind " + kind);
        };
    }

    /** First bytes. */
    final class Kind {
        private static final int RELEASE = 1;
        /** Names an exposure besides; not written any more. */
        private static final int LOOK_AT_EXPOSURE = 2;

        private static final int LOOK = 3;

        private Kind() {}
    }
}
