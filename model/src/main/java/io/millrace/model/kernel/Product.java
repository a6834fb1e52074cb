package io.millrace.model.kernel;

/** A matrix product that adds to its result. */
public interface Product {
    /** Rows of a result that are made at a time. */
    int BLOCK = 5;

    /** Rows of a result that are made at a time if the left factor is transposed. */
    int TRANSPOSED_BLOCK = 6;

    /** The end of the columns that row {@code row} of a square left factor has to have zeros in, from its diagonal on. */
    static int zerosEnd(int row) {
        return Math.max((row / BLOCK + 1) * BLOCK, (row / TRANSPOSED_BLOCK + 1) * TRANSPOSED_BLOCK);
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
         * The left factor is zero beyond the column that a row reaches, up to {@link #zerosEnd}; what a whole block does
         * not reach is passed over.
         */
        LOWER_FACTOR
    }

    /**
     * C += A·B or, if {@code transposed}, C += Aᵀ·B. Each element is one chain of fused multiply-adds along the inner
     * dimension that goes on from what is there, so that it does not depend on the shapes around it.
     *
     * @param a m × k, or k × m if transposed
     * @param b k × n
     * @param c m × n
     * @param shift how far the first row reaches; 0 for {@link Shape#FULL} and for a transposed factor
     */
    void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift);
}
