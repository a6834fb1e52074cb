package io.millrace.model.row;

/** One row in memory. Mutable: the parameter server owns it and updates it in place. */
public final class Row {
    /** Weights, then optimiser slots. */
    public final float[] values;

    /** Number of gradients applied since birth. */
    public long updates;

    /** When the row was last updated, milliseconds of event time. */
    public long lastTouched;

    /** What this row adds to its key group's digest, as of the last version cut; 0 before the first. */
    public long contribution;

    public Row(float[] values) {
        this.values = values;
    }
}
