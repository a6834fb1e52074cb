package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.InteractionCodec;
import io.millrace.sequence.label.Mark;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The small part of a user's state that nearly every step needs, and what else of the user is in the store. The rest of a
 * user who has not spilt follows it, see {@link User}.
 */
final class Header {
    private static final int VERSION = 4;
    private static final int ALWAYS_SPILT = 3;
    private static final int ONLY_FINAL_LABELS = 2;
    private static final int HAS_NEWEST = 1;
    private static final int WAS_ERASED = 2;
    private static final int IS_SPILT = 4;
    private static final int HAS_FACTS = 8;
    private static final int HAS_PAGES = 16;

    /** Time of the youngest event that took effect, milliseconds; 0 before the first. */
    long lastEvent;
    /** Number of the user's next example; 0 before the first event. */
    long ordinal;
    /** The newest interaction, null before the first. */
    Interaction newest;
    /** Impressions and actions since examples were cut last. */
    int newEvents;
    /** Up to when all that happened was removed on request, and is refused; {@link Long#MIN_VALUE} if never. */
    long erasedUntil = Long.MIN_VALUE;
    /** Labels that are known and wait for an example. */
    final List<Mark> marks = new ArrayList<>(0);
    /** When the user's alarm is set to go off, ascending; those that the agenda in the store asks for are not among them. */
    final LongArrayList alarms = new LongArrayList(0);
    /** Whether the rest of the user is in the store, part by part. */
    boolean isSpilt;
    /** Whether there are facts: in the store, or behind the header. */
    boolean hasFacts;
    /** Whether there is a directory of sealed pages: in the store, or behind the header. */
    boolean hasPages;
    /** Interactions of the open page that are in the store. */
    int openCount;
    /** Tasks on the agenda in the store. */
    int tasks;
    /** How many event ids are in the store, by the stretch of time in which they came. */
    TreeMap<Long, Integer> seen = new TreeMap<>();

    /** Reads a header, and nothing of what follows it. */
    static Header read(BinaryReader in) {
        Header header = new Header();
        int version = in.readVersion(VERSION, "user header");
        header.lastEvent = in.readVarLong();
        header.ordinal = in.readVarLong();
        int parts = in.readByte();
        if ((parts & WAS_ERASED) != 0) {
            header.erasedUntil = in.readVarLong();
        }
        if ((parts & HAS_NEWEST) != 0) {
            // Versions 1 and 2 are those of the interaction too.
            header.newest = InteractionCodec.read(in, Math.min(version, InteractionCodec.VERSION));
        }
        if (version <= ALWAYS_SPILT) {
            header.readEarlier(in, version);
            return header;
        }
        header.isSpilt = (parts & IS_SPILT) != 0;
        header.hasFacts = (parts & HAS_FACTS) != 0;
        header.hasPages = (parts & HAS_PAGES) != 0;
        header.newEvents = in.readCount();
        for (int left = in.readCount(); left > 0; left--) {
            header.alarms.add(in.readVarLong());
        }
        for (int left = in.readCount(); left > 0; left--) {
            header.marks.add(Mark.read(in, Mark.VERSION));
        }
        if (header.isSpilt) {
            header.openCount = in.readCount();
            header.tasks = in.readCount();
            header.readSeen(in);
        }
        return header;
    }

    /** Earlier versions did not know what there is besides. */
    private void readEarlier(BinaryReader in, int version) {
        isSpilt = true;
        hasFacts = true;
        hasPages = true;
        if (version > ONLY_FINAL_LABELS) {
            openCount = in.readCount();
            newEvents = in.readCount();
            readSeen(in);
        }
        int form = version > ONLY_FINAL_LABELS ? Mark.VERSION : Mark.WITHOUT_KIND;
        while (in.hasMore()) {
            marks.add(Mark.read(in, form));
        }
    }

    private void readSeen(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            seen.put(in.readVarLong(), in.readCount());
        }
    }

    void write(BinaryWriter out) {
        boolean wasErased = erasedUntil != Long.MIN_VALUE;
        out.writeByte(VERSION).writeVarLong(lastEvent).writeVarLong(ordinal);
        out.writeByte((newest == null ? 0 : HAS_NEWEST)
                | (wasErased ? WAS_ERASED : 0)
                | (isSpilt ? IS_SPILT : 0)
                | (hasFacts ? HAS_FACTS : 0)
                | (hasPages ? HAS_PAGES : 0));
        if (wasErased) {
            out.writeVarLong(erasedUntil);
        }
        if (newest != null) {
            InteractionCodec.write(newest, out);
        }
        out.writeVarLong(newEvents).writeVarLong(alarms.size());
        alarms.forEach(out::writeVarLong);
        out.writeVarLong(marks.size());
        marks.forEach(mark -> mark.write(out));
        if (isSpilt) {
            out.writeVarLong(openCount).writeVarLong(tasks).writeVarLong(seen.size());
            seen.forEach((stretch, count) -> out.writeVarLong(stretch).writeVarLong(count));
        }
    }

    /** Whether the user is unknown, and nothing has to be kept of what the header speaks of. */
    boolean isEmpty() {
        return newest == null && lastEvent == 0 && seen.isEmpty() && tasks == 0;
    }
}
