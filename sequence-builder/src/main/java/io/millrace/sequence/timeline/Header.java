package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.InteractionCodec;
import io.millrace.sequence.label.Mark;
import java.util.ArrayList;
import java.util.List;

/** The small part of a user's state that nearly every step reads and writes. */
final class Header {
    /** The third tells until when the user was erased; before, a header had the version of its interaction. */
    private static final int VERSION = 3;

    private static final int HAS_NEWEST = 1;
    private static final int WAS_ERASED = 2;

    /** Time of the youngest event that took effect, milliseconds; 0 before the first. */
    long lastEvent;
    /** Number of the user's next example. */
    long ordinal;
    /** The newest interaction, null before the first. */
    Interaction newest;
    /** Up to when all that happened was removed on request, and is refused; {@link Long#MIN_VALUE} if never. */
    long erasedUntil = Long.MIN_VALUE;

    final List<Mark> marks = new ArrayList<>();

    /**
     * A user's state begins at {@code time}. Examples are numbered from there, not from 0: a user who was
     * forgotten and comes back does not use the same numbers again.
     */
    static Header bornAt(long time) {
        Header header = new Header();
        header.ordinal = time;
        return header;
    }

    static Header decode(byte[] bytes) {
        BinaryReader in = new BinaryReader(bytes);
        int version = in.readVersion(VERSION, "user header");
        Header header = new Header();
        header.lastEvent = in.readVarLong();
        header.ordinal = in.readVarLong();
        int parts = in.readByte();
        if ((parts & WAS_ERASED) != 0) {
            header.erasedUntil = in.readVarLong();
        }
        if ((parts & HAS_NEWEST) != 0) {
            header.newest = InteractionCodec.read(in, Math.min(version, InteractionCodec.VERSION));
        }
        while (in.hasMore()) {
            header.marks.add(Mark.read(in));
        }
        return header;
    }

    byte[] encode() {
        BinaryWriter out =
                new BinaryWriter().writeByte(VERSION).writeVarLong(lastEvent).writeVarLong(ordinal);
        boolean wasErased = erasedUntil != Long.MIN_VALUE;
        out.writeByte((newest == null ? 0 : HAS_NEWEST) | (wasErased ? WAS_ERASED : 0));
        if (wasErased) {
            out.writeVarLong(erasedUntil);
        }
        if (newest != null) {
            InteractionCodec.write(newest, out);
        }
        marks.forEach(mark -> mark.write(out));
        return out.toBytes();
    }
}
