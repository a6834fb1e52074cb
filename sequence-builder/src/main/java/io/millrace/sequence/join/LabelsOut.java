package io.millrace.sequence.join;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Which labels of an exposure are out. Of a task there may be labels of several kinds, each at most once; what the kinds are
 * is the label policy's business.
 *
 * @param tasks by kind: bit i, the label of task i is out; no zeros at the end
 */
public record LabelsOut(List<Integer> tasks) {
    public static final LabelsOut NONE = new LabelsOut(List.of());

    public LabelsOut {
        int kinds = tasks.size();
        while (kinds > 0 && tasks.get(kinds - 1) == 0) {
            kinds--;
        }
        tasks = List.copyOf(tasks.subList(0, kinds));
    }

    public boolean has(int kind, int task) {
        return kind < tasks.size() && (tasks.get(kind) >> task & 1) == 1;
    }

    public LabelsOut with(int kind, int task) {
        List<Integer> more = new ArrayList<>(tasks);
        while (more.size() <= kind) {
            more.add(0);
        }
        more.set(kind, more.get(kind) | 1 << task);
        return new LabelsOut(more);
    }

    public LabelsOut without(int kind, int task) {
        List<Integer> fewer = new ArrayList<>(tasks);
        fewer.set(kind, fewer.get(kind) & ~(1 << task));
        return new LabelsOut(fewer);
    }

    void write(BinaryWriter out) {
        out.writeVarLong(tasks.size());
        tasks.forEach(bits -> out.writeVarLong(bits & 0xFFFFFFFFL));
    }

    static LabelsOut read(BinaryReader in) {
        List<Integer> tasks = new ArrayList<>();
        for (int left = in.readCount(); left > 0; left--) {
            tasks.add((int) in.readVarLong());
        }
        return new LabelsOut(tasks);
    }

    /** Of the first kind only, as it was written before there were others. */
    static LabelsOut readOne(BinaryReader in) {
        return new LabelsOut(List.of((int) in.readVarLong()));
    }
}
