package io.millrace.model.row;

/**
 * One row in memory. Mutable: the parameter server owns it and updates it in place.
 *
 * <p>It is live once something was learnt into it, or it was admitted. What is stored of a row that is not live is what
 * has to be remembered of it: touches so far, or that it was erased.
 */
public final class Row {
    /** A time before all others. */
    public static final long NEVER = Long.MIN_VALUE;

    /** The weights and slots of a row that has none. */
    public static final float[] NO_VALUES = new float[0];

    /** Weights, then optimiser slots; empty if there are none. */
    public float[] values;

    /** Number of gradients applied since birth. */
    public long updates;

    /** When the row was last updated, milliseconds of event time; {@link #NEVER} if it was not. */
    public long lastTouched = NEVER;

    /** What this row adds to its key group's digest, as of the last version cut; 0 if that version did not have it. */
    public long contribution;

    /** Pushes so far, of a row that is not admitted yet. */
    public int touches;

    /** What happened until then has no effect on the row; {@link #NEVER} if it was not erased. */
    public long erasedUntil = NEVER;

    /** Whether it waits in a bucket to be looked at again. */
    public boolean waiting;

    public Row(float[] values) {
        this.values = values;
    }

    /** Whether the model has it: others are as at birth. */
    public boolean isLive() {
        return values.length > 0 && lastTouched != NEVER;
    }

    /** Back to before its birth; what the last version had of it, and how long it is erased, stays known. */
    public void forget() {
        values = NO_VALUES;
        updates = 0;
        lastTouched = NEVER;
        touches = 0;
    }
}
