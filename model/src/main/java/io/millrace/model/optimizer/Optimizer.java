package io.millrace.model.optimizer;

/** How a row learns. Slots are ordinary floats behind the row's weights: checkpointed, restored and migrated with it. */
public interface Optimizer {
    /** What the slots mean, in a word; rows whose slots were made under another name start again with empty ones. */
    String name();

    /** Floats of slots that a row of {@code width} weights needs. */
    int slots(int width);

    /**
     * Applies one gradient.
     *
     * @param row weights, then slots: {@code width + slots(width)} floats
     * @param gradient holds {@code width} finite floats from {@code offset}; what is not finite stays in the row for good
     * @param update how many updates this row has had, this one included (1 for the first)
     */
    void apply(float[] row, int width, float[] gradient, int offset, long update);
}
