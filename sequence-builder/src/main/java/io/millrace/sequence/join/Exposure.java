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
 * @param settled bit i: the label of task i is out
 * @param answered bit i: an action that is not kept any more answered task i, so that its label will be 1
 */
public record Exposure(long id, long time, boolean implied, long arrival, Clicks clicks, int settled, int answered) {
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

    public static Exposure of(long id, long time, boolean implied, long arrival) {
        return new Exposure(id, time, implied, arrival, Clicks.NONE, 0, 0);
    }

    public EntryKey key() {
        return new EntryKey(time, implied, id);
    }

    public boolean isSettled(int task) {
        return (settled >> task & 1) == 1;
    }

    public boolean isAnswered(int task) {
        return (answered >> task & 1) == 1;
    }

    public Exposure clicked(long clickTime, long clickArrival) {
        return new Exposure(
                id, time, implied, Math.max(arrival, clickArrival), clicks.and(clickTime), settled, answered);
    }

    /** This, with the labels of these tasks out and no others. */
    public Exposure withSettled(int tasks) {
        return new Exposure(id, time, implied, arrival, clicks, tasks, answered);
    }

    /** This, with the label of {@code task} open. */
    public Exposure unsettle(int task) {
        return withSettled(settled & ~(1 << task));
    }

    public Exposure answer(int task, long answerArrival) {
        return new Exposure(id, time, implied, Math.max(arrival, answerArrival), clicks, settled, answered | 1 << task);
    }

    void write(BinaryWriter out) {
        out.writeLong(id)
                .writeVarLong(time)
                .writeByte(implied ? 1 : 0)
                .writeVarLong(arrival)
                .writeVarLong(clicks.first())
                .writeVarLong(clicks.last())
                .writeVarLong(settled & 0xFFFFFFFFL)
                .writeVarLong(answered & 0xFFFFFFFFL);
    }

    static Exposure read(BinaryReader in) {
        return new Exposure(
                in.readLong(),
                in.readVarLong(),
                in.readByte() == 1,
                in.readVarLong(),
                new Clicks(in.readVarLong(), in.readVarLong()),
                (int) in.readVarLong(),
                (int) in.readVarLong());
    }
}
