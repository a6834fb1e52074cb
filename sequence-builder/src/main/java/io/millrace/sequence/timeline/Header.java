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
    private static final int VERSION = 3;
    private static final int ONLY_FINAL_LABELS = 2;

    /** Time of the youngest event that took effect, milliseconds; 0 before the first. */
    long lastEvent;
    /** Number of the user's next example. */
    long ordinal;
    /** The newest interaction, null before the first. */
    Interaction newest;

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
        int interactions = Math.min(version, InteractionCodec.VERSION);
        header.newest = in.readByte() == 1 ? InteractionCodec.read(in, interactions) : null;
        int marks = version > ONLY_FINAL_LABELS ? Mark.VERSION : Mark.WITHOUT_KIND;
        while (in.hasMore()) {
            header.marks.add(Mark.read(in, marks));
        }
        return header;
    }

    byte[] encode() {
        BinaryWriter out =
                new BinaryWriter().writeByte(VERSION).writeVarLong(lastEvent).writeVarLong(ordinal);
        out.writeByte(newest == null ? 0 : 1);
        if (newest != null) {
            InteractionCodec.write(newest, out);
        }
        marks.forEach(mark -> mark.write(out));
        return out.toBytes();
    }
}
