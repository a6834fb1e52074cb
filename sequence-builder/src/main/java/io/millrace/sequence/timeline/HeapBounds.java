package io.millrace.sequence.timeline;

import java.io.Serializable;

/**
 * What stays in the heap, by subtask.
 *
 * @param waiting most events that wait there for the watermark
 * @param decoded how much decoded users take, bytes, as far as is counted
 * @param resting how much the encoded ones take that were dealt with before those, likewise
 */
public record HeapBounds(int waiting, long decoded, long resting) implements Serializable {
    public static final HeapBounds DEFAULTS = new HeapBounds(1 << 16, 40L << 20, 40L << 20);
}
