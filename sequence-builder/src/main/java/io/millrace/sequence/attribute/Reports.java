package io.millrace.sequence.attribute;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What was reported of one fact: runs of the same value, by event time. Reports of one moment are ordered by value, so
 * that in whatever order they come the same one holds.
 *
 * <p>Of the reports that repeat a value the first and the last are kept. If another value comes late and splits a run, the
 * old one is therefore taken to hold again from the last of them: exact for up to two reports, too late otherwise.
 */
final class Reports {
    private final List<Run> runs = new ArrayList<>();

    /**
     * Reports of one value with no other between them.
     *
     * @param first time of the first, milliseconds
     * @param last time of the last
     * @param value what was reported
     */
    record Run(long first, long last, long value) {
        static Run of(long time, long value) {
            return new Run(time, time, value);
        }

        private boolean isBefore(long time, long other) {
            return first < time || first == time && value <= other;
        }

        private boolean endsBefore(long time, long other) {
            return last < time || last == time && value <= other;
        }
    }

    /** The runs, oldest first. */
    List<Run> runs() {
        return runs;
    }

    void add(long time, long value) {
        int at = runs.size();
        while (at > 0 && !runs.get(at - 1).isBefore(time, value)) {
            at--;
        }
        Run before = at > 0 ? runs.get(at - 1) : null;
        if (before != null && before.value == value) {
            runs.set(at - 1, new Run(before.first, Math.max(before.last, time), value));
        } else if (before != null && !before.endsBefore(time, value)) {
            runs.set(at - 1, Run.of(before.first, before.value));
            runs.add(at, Run.of(time, value));
            runs.add(at + 1, Run.of(before.last, before.value));
        } else if (at < runs.size() && runs.get(at).value == value) {
            runs.set(at, new Run(time, runs.get(at).last, value));
        } else {
            runs.add(at, Run.of(time, value));
        }
    }

    /** The value that held at {@code time}, or {@code otherwise} if none was reported until then. */
    long asOf(long time, long otherwise) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).first <= time) {
                return runs.get(i).value;
            }
        }
        return otherwise;
    }

    /** Lets go of runs that were over at {@code time}, and of the oldest beyond {@code most}. */
    void forget(long time, int most) {
        while (runs.size() > most || runs.size() > 1 && runs.get(1).first <= time) {
            runs.remove(0);
        }
    }

    void write(BinaryWriter out) {
        out.writeVarLong(runs.size());
        for (Run run : runs) {
            out.writeVarLong(run.first).writeVarLong(run.last - run.first).writeLong(run.value);
        }
    }

    static Reports read(BinaryReader in) {
        Reports reports = new Reports();
        for (int left = in.readCount(); left > 0; left--) {
            long first = in.readVarLong();
            reports.runs.add(new Run(first, first + in.readVarLong(), in.readLong()));
        }
        return reports;
    }
}
