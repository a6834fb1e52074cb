package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * Memory for one intermediate result, kept from pass to pass and grown when a longer sequence comes. There is one matrix
 * in it: asking again points that one elsewhere and invalidates what it held.
 */
public final class Scratch {
    private final Matrix matrix = new Matrix();
    private float[] values = new float[0];

    /** A matrix with whatever was left in it. */
    public Matrix matrix(int rows, int columns) {
        return matrix(rows, columns, columns);
    }

    /** A matrix with whatever was left in it, whose rows begin {@code stride} floats from one another. */
    public Matrix matrix(int rows, int columns, int stride) {
        int size = rows * stride;
        if (values.length < size) {
            values = new float[Math.max(size, values.length + values.length / 2)];
        }
        return matrix.as(values, 0, rows, columns, stride);
    }

    /** A matrix of zeros. */
    public Matrix zeros(int rows, int columns) {
        Matrix zeros = matrix(rows, columns);
        Arrays.fill(values, 0, rows * columns, 0);
        return zeros;
    }
}
