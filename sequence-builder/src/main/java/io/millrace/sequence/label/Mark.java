package io.millrace.sequence.label;

import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.EntryKey;
import java.util.Comparator;

/**
 * A label that is known and waits to be learnt from, or judged by.
 *
 * @param entry the interaction it is about
 * @param task as in {@code Supervision.task}
 * @param kind what it is of its task; there is no other of this kind for the entry and the task
 * @param label 0 or 1
 * @param weight of the loss; 0: not learnt from, only judged by
 * @param matured event time at which the label became known, milliseconds
 * @param arrival when the newest event behind it reached the topic, milliseconds
 */
public record Mark(EntryKey entry, String task, LabelKind kind, float label, float weight, long matured, long arrival) {
    /** The form that is written, which stands inside of another. */
    public static final int VERSION = 2;

    /** The form of when every label was final. */
    public static final int WITHOUT_KIND = 1;

    /** The order of supervision within an example. */
    public static final Comparator<Mark> ORDER = Comparator.comparing(Mark::entry)
            .thenComparing(Mark::task)
            .thenComparingLong(Mark::matured)
            .thenComparing(Mark::kind);

    private static final LabelKind[] KINDS = LabelKind.values();

    /** An interaction is a positive of the retrieval task. */
    public static Mark retrieval(EntryKey entry, long matured, long arrival) {
        return new Mark(entry, Task.RETRIEVAL, LabelKind.FINAL, 1, 1, matured, arrival);
    }

    /** Whether predictions are judged by it: not by one that may turn out to be wrong. */
    public boolean judged() {
        return kind != LabelKind.NEGATIVE && kind != LabelKind.POSITIVE;
    }

    /** Whether it is learnt from. */
    public boolean isLearnt() {
        return weight != 0;
    }

    public void write(BinaryWriter out) {
        entry.write(out);
        out.writeString(task)
                .writeByte(kind.ordinal())
                .writeVarLong(Float.floatToIntBits(label) & 0xFFFFFFFFL)
                .writeVarLong(Float.floatToIntBits(weight) & 0xFFFFFFFFL)
                .writeVarLong(matured)
                .writeVarLong(arrival);
    }

    /** @param version {@link #VERSION} or {@link #WITHOUT_KIND} */
    public static Mark read(BinaryReader in, int version) {
        return new Mark(
                EntryKey.read(in),
                in.readString(),
                version == WITHOUT_KIND ? LabelKind.FINAL : KINDS[in.readByte()],
                Float.intBitsToFloat((int) in.readVarLong()),
                Float.intBitsToFloat((int) in.readVarLong()),
                in.readVarLong(),
                in.readVarLong());
    }
}
