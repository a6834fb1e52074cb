package io.millrace.model.kernel;

/** A matrix product that adds to its result. */
public interface Product {
    /** Rows of a result that are made at a time. */
    int BLOCK = 5;

    /** Steps of the inner dimension that are summed before they are added to the result: a panel of them stays in the first cache. */
    int DEPTH = 256;

    /** The end of the block of rows that row {@code row} belongs to. */
    static int blockEnd(int row) {
        return (row / BLOCK + 1) * BLOCK;
    }

    /** Which part of a product is wanted, or is known to be zero: row i reaches column {@code shift + i}. */
    enum Shape {
        /** All of it. */
        FULL,
        /**
         * Of the result, each block of {@link #BLOCK} rows only up to the column that its last row reaches, rounded up to
         * whole panels: rows have room for them. What lies beyond is left as it is.
         */
        LOWER_RESULT,
        /**
         * The left factor is zero beyond the column that a row reaches, up to the one that the last row of its block
         * reaches; what a whole block does not reach is passed over.
         */
        LOWER_FACTOR
    }

    /**
     * C += A·B or, if {@code transposed}, C += Aᵀ·B. To each element is added, for every {@link #DEPTH} steps along the inner
     * dimension, one chain of fused multiply-adds: it does not depend on the shapes around it.
     *
     * @param a m × k, or k × m if transposed
     * @param b k × n
     * @param c m × n
     * @param shift how far the first row reaches; 0 for {@link Shape#FULL} and for a transposed factor
     */
    void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift);
}
