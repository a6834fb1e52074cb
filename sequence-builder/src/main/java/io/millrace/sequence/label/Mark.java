package io.millrace.sequence.label;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.EntryKey;
import java.util.Comparator;

/**
 * A label that is known and waits to be learnt from.
 *
 * @param entry the interaction it is about
 * @param task as in {@code Supervision.task}
 * @param label 0 or 1
 * @param weight of the loss
 * @param matured event time at which the label became known, milliseconds
 * @param arrival when the newest event behind it reached the topic, milliseconds
 */
public record Mark(EntryKey entry, String task, float label, float weight, long matured, long arrival) {
    /** The order of supervision within an example. */
    public static final Comparator<Mark> ORDER =
            Comparator.comparing(Mark::entry).thenComparing(Mark::task).thenComparingLong(Mark::matured);

    public void write(BinaryWriter out) {
        entry.write(out);
        out.writeString(task)
                .writeVarLong(Float.floatToIntBits(label) & 0xFFFFFFFFL)
                .writeVarLong(Float.floatToIntBits(weight) & 0xFFFFFFFFL)
                .writeVarLong(matured)
                .writeVarLong(arrival);
    }

    public static Mark read(BinaryReader in) {
        return new Mark(
                EntryKey.read(in),
                in.readString(),
                Float.intBitsToFloat((int) in.readVarLong()),
                Float.intBitsToFloat((int) in.readVarLong()),
                in.readVarLong(),
                in.readVarLong());
    }
}
