package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * Memory for one intermediate result, kept from pass to pass and grown when a longer sequence comes. Asking again
 * invalidates the matrix that was handed out before.
 */
public final class Scratch {
    private float[] values = new float[0];

    /** A matrix with whatever was left in it. */
    public Matrix matrix(int rows, int columns) {
        int size = rows * columns;
        if (values.length < size) {
            values = new float[Math.max(size, values.length + values.length / 2)];
        }
        return Matrix.of(values, rows, columns);
    }

    /** A matrix of zeros. */
    public Matrix zeros(int rows, int columns) {
        Matrix matrix = matrix(rows, columns);
        Arrays.fill(values, 0, rows * columns, 0);
        return matrix;
    }
}
