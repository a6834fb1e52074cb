package io.millrace.model.kernel;

/** A matrix product that adds to its result. */
public interface Product {
    /** Rows of a result that are made at a time, at most: how far beyond its reach a row may be read. */
    int BLOCK = 8;

    /** Steps of the inner dimension that are summed before they are added to the result: a panel of them stays in the first cache. */
    int DEPTH = 256;

    /** Which part of a product is wanted, or is known to be zero: row i reaches column {@code shift + i}. */
    enum Shape {
        /** All of it. */
        FULL,
        /**
         * Of the result, each row only up to the column that it reaches. What lies beyond may be anything afterwards, up to
         * the end of the panel that the row {@link #BLOCK} rows further down reaches: rows have room for it.
         */
        LOWER_RESULT,
        /**
         * Of the left factor, each row only up to the column that it reaches. It has zeros beyond, for {@link #BLOCK} more
         * columns.
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
