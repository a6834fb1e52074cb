package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.InteractionCodec;
import io.millrace.sequence.label.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The small part of a user's state that nearly every step needs. */
final class Header {
    private static final int VERSION = 3;
    private static final int ONLY_FINAL_LABELS = 2;
    private static final int HAS_NEWEST = 1;
    private static final int WAS_ERASED = 2;

    /** Time of the youngest event that took effect, milliseconds; 0 before the first. */
    long lastEvent;
    /** Number of the user's next example; 0 before the first event. */
    long ordinal;
    /** The newest interaction, null before the first. */
    Interaction newest;
    /** Interactions in the open page. */
    int openCount;
    /** Impressions and actions since examples were cut last. */
    int newEvents;
    /** Up to when all that happened was removed on request, and is refused; {@link Long#MIN_VALUE} if never. */
    long erasedUntil = Long.MIN_VALUE;
    /** Labels that are known and wait for an example. */
    final List<Mark> marks = new ArrayList<>();
    /** How many event ids are remembered, by the stretch of time in which they came. */
    TreeMap<Long, Integer> seen = new TreeMap<>();

    static Header decode(byte[] bytes) {
        Header header = new Header();
        if (bytes == null) {
            return header;
        }
        BinaryReader in = new BinaryReader(bytes);
        int version = in.readVersion(VERSION, "user header");
        header.lastEvent = in.readVarLong();
        header.ordinal = in.readVarLong();
        int parts = in.readByte();
        if ((parts & WAS_ERASED) != 0) {
            header.erasedUntil = in.readVarLong();
        }
        if ((parts & HAS_NEWEST) != 0) {
            // Versions 1 and 2 are those of the interaction too, and nothing follows it but the marks.
            header.newest = InteractionCodec.read(in, Math.min(version, InteractionCodec.VERSION));
        }
        if (version == VERSION) {
            header.openCount = in.readCount();
            header.newEvents = in.readCount();
            for (int left = in.readCount(); left > 0; left--) {
                header.seen.put(in.readVarLong(), in.readCount());
            }
        }
        int marks = version > ONLY_FINAL_LABELS ? Mark.VERSION : Mark.WITHOUT_KIND;
        while (in.hasMore()) {
            header.marks.add(Mark.read(in, marks));
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
        out.writeVarLong(openCount).writeVarLong(newEvents).writeVarLong(seen.size());
        seen.forEach((stretch, count) -> out.writeVarLong(stretch).writeVarLong(count));
        marks.forEach(mark -> mark.write(out));
        return out.toBytes();
    }

    /** Whether the user is unknown, and nothing has to be kept. */
    boolean isEmpty() {
        return newest == null && lastEvent == 0 && seen.isEmpty();
    }
}
