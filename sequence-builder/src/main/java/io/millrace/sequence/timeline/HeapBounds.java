package io.millrace.sequence.timeline;

import java.io.Serializable;

/**
 * What stays in the heap, by subtask. Events beyond their bound wait with their users; alarms beyond theirs are timers, and
 * users are in keyed state.
 *
 * @param waiting most events that wait there for the watermark
 * @param alarms most moments at which a user is to be woken; half of them only for what is due soon
 * @param decoded how much decoded users take, bytes, as far as is counted; the one that is dealt with is always there
 * @param resting how much the encoded ones take that were dealt with before those, likewise
 */
public record HeapBounds(int waiting, int alarms, long decoded, long resting) implements Serializable {
    public static final HeapBounds DEFAULTS = new HeapBounds(1 << 16, 1 << 18, 40L << 20, 128L << 20);

    /** @throws IllegalArgumentException if a bound is negative */
    public HeapBounds {
        if (waiting < 0 || alarms < 0 || decoded < 0 || resting < 0) {
            throw new IllegalArgumentException("the bounds of what stays in the heap are negative: " + waiting
                    + " events, " + alarms + " alarms, " + decoded + " and " + resting + " bytes of users");
        }
    }
}
