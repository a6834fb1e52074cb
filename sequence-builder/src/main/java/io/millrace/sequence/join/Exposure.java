package io.millrace.sequence.join;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.EntryKey;

/**
 * An exposure that actions may still be joined to. Its features stand in the history, under {@link #key()}.
 *
 * @param id of the event that made it
 * @param time of the exposure, milliseconds
 * @param implied whether an action made it, not an impression
 * @param arrival when the newest event behind its labels reached the topic, milliseconds
 * @param clicks first and last click on it
 * @param out which of its labels are out
 * @param folded what actions that are not kept any more answered
 */
public record Exposure(
        long id, long time, boolean implied, long arrival, Clicks clicks, LabelsOut out, Answered folded) {
    /**
     * When an exposure was clicked, milliseconds; both {@link #NEVER} where it was not.
     *
     * @param first opens the attribution window of the tasks after a click
     * @param last decides between exposures of one item
     */
    public record Clicks(long first, long last) {
        private static final long NEVER = 0;

        public static final Clicks NONE = new Clicks(NEVER, NEVER);

        public boolean any() {
            return first != NEVER;
        }

        Clicks and(long time) {
            return any() ? new Clicks(Math.min(first, time), Math.max(last, time)) : new Clicks(time, time);
        }
    }

    /**
     * Answered tasks.
     *
     * @param ever bit i: task i was answered, so that its label will be 1
     * @param promptly bit i: it was answered within the short window
     */
    public record Answered(int ever, int promptly) {
        public static final Answered NONE = new Answered(0, 0);

        public boolean ever(int task) {
            return (ever >> task & 1) == 1;
        }

        public boolean promptly(int task) {
            return (promptly >> task & 1) == 1;
        }

        Answered and(int task, boolean isPrompt) {
            return new Answered(ever | 1 << task, isPrompt ? promptly | 1 << task : promptly);
        }
    }

    public static Exposure of(long id, long time, boolean implied, long arrival) {
        return new Exposure(id, time, implied, arrival, Clicks.NONE, LabelsOut.NONE, Answered.NONE);
    }

    public EntryKey key() {
        return new EntryKey(time, implied, id);
    }

    public Exposure clicked(long clickTime, long clickArrival) {
        return new Exposure(id, time, implied, Math.max(arrival, clickArrival), clicks.and(clickTime), out, folded);
    }

    /** This, with these labels out and no others. */
    public Exposure with(LabelsOut labels) {
        return new Exposure(id, time, implied, arrival, clicks, labels, folded);
    }

    public Exposure answer(int task, boolean isPrompt, long answerArrival) {
        return new Exposure(
                id, time, implied, Math.max(arrival, answerArrival), clicks, out, folded.and(task, isPrompt));
    }

    void write(BinaryWriter to) {
        to.writeLong(id)
                .writeVarLong(time)
                .writeByte(implied ? 1 : 0)
                .writeVarLong(arrival)
                .writeVarLong(clicks.first())
                .writeVarLong(clicks.last());
        out.write(to);
        to.writeVarLong(folded.ever & 0xFFFFFFFFL).writeVarLong(folded.promptly & 0xFFFFFFFFL);
    }

    /**
     * @param onlyFinalLabels whether it was written when there was one label a task, and none that was out early
     */
    static Exposure read(BinaryReader in, boolean onlyFinalLabels) {
        return new Exposure(
                in.readLong(),
                in.readVarLong(),
                in.readByte() == 1,
                in.readVarLong(),
                new Clicks(in.readVarLong(), in.readVarLong()),
                onlyFinalLabels ? LabelsOut.readOne(in) : LabelsOut.read(in),
                new Answered((int) in.readVarLong(), onlyFinalLabels ? 0 : (int) in.readVarLong()));
    }
}
