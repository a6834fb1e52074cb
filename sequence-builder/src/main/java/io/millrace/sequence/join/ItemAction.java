package io.millrace.sequence.join;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.EntryKey;

/**
 * An action on an item that is young enough to belong elsewhere, should an exposure or another action come late.
 *
 * @param id of its event
 * @param type hash of the action type
 * @param named id of the impression it names, 0 for none
 * @param time of the action, milliseconds
 * @param arrival when its event reached the topic, milliseconds
 * @param features of the action
 */
public record ItemAction(long id, long type, long named, long time, long arrival, Features features) {
    /** Its place among the user's events, and in the series if it is an entry of its own. */
    public EntryKey key() {
        return new EntryKey(time, true, id);
    }

    boolean mayBelongTo(Exposure exposure) {
        return named == 0 || named == exposure.id();
    }

    void write(BinaryWriter out) {
        out.writeLong(id).writeLong(type).writeByte(named == 0 ? 0 : 1);
        if (named != 0) {
            out.writeLong(named);
        }
        features.write(out.writeVarLong(time).writeVarLong(arrival));
    }

    static ItemAction read(BinaryReader in) {
        return new ItemAction(
                in.readLong(),
                in.readLong(),
                in.readByte() == 0 ? 0 : in.readLong(),
                in.readVarLong(),
                in.readVarLong(),
                Features.read(in));
    }
}
