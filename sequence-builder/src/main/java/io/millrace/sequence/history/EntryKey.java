package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;

/**
 * Names one interaction and its place in the series. The order is that of the events that made the interactions.
 *
 * @param time of the interaction, milliseconds
 * @param byAction whether an action made it; at the same time those come after impressions
 * @param id of the event that made it
 */
public record EntryKey(long time, boolean byAction, long id) implements Comparable<EntryKey> {
    @Override
    public int compareTo(EntryKey other) {
        int byTime = Long.compare(time, other.time);
        if (byTime != 0) {
            return byTime;
        }
        int byKind = Boolean.compare(byAction, other.byAction);
        return byKind != 0 ? byKind : Long.compare(id, other.id);
    }

    public void write(BinaryWriter out) {
        out.writeVarLong(time).writeByte(byAction ? 1 : 0).writeLong(id);
    }

    public static EntryKey read(BinaryReader in) {
        return new EntryKey(in.readVarLong(), in.readByte() == 1, in.readLong());
    }
}
