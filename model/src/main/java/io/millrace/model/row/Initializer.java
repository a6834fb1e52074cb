package io.millrace.model.row;

/** How the weights of a row are born: a pure function of seed, table and row, so that a birth needs no storage. */
public interface Initializer {
    /** Fills {@code weights[offset .. offset + width)} for the row. */
    void fill(long seed, int table, long row, float[] weights, int offset, int width);
}
