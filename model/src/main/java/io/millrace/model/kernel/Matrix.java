package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * A row-major view of some floats: element (r, c) is {@code values[offset + r * stride + c]}. Views of one array may
 * overlap; a kernel says what it writes.
 *
 * @param values the floats, shared with whoever made the view
 * @param offset of element (0, 0)
 * @param rows number of rows
 * @param columns number of columns, at most {@code stride}
 * @param stride distance between the beginnings of two rows
 */
public record Matrix(float[] values, int offset, int rows, int columns, int stride) {
    /** A matrix over the first {@code rows × columns} elements of {@code values}. */
    public static Matrix of(float[] values, int rows, int columns) {
        return new Matrix(values, 0, rows, columns, columns);
    }

    /** The rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Matrix rows(int from, int to) {
        return new Matrix(values, row(from), to - from, columns, stride);
    }

    /** The columns {@code from} (inclusive) to {@code to} (exclusive). */
    public Matrix columns(int from, int to) {
        return new Matrix(values, offset + from, rows, to - from, stride);
    }

    /**
     * The same elements in rows of another length.
     *
     * @throws IllegalArgumentException if the elements do not lie behind one another, or are not so many
     */
    public Matrix reshaped(int newRows, int newColumns) {
        if ((rows > 1 && stride != columns) || newRows * newColumns != rows * columns) {
            throw new IllegalArgumentException(rows + " x " + columns + " in rows of " + stride + " cannot be seen as "
                    + newRows + " x " + newColumns);
        }
        return new Matrix(values, offset, newRows, newColumns, newColumns);
    }

    /** Where row {@code r} begins in {@link #values}. */
    public int row(int r) {
        return offset + r * stride;
    }

    public float get(int r, int c) {
        return values[row(r) + c];
    }

    public void clear() {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(values, row(r), row(r) + columns, 0);
        }
    }

    /** Copies {@code source}, a matrix of the same shape, over this one. */
    public void set(Matrix source) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(source.values, source.row(r), values, row(r), columns);
        }
    }

    /** Adds {@code source}, a matrix of the same shape. */
    public void add(Matrix source) {
        if (liesLike(source)) {
            Vectors.add(source.values, values, offset, rows * columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            Vectors.add(source.values, source.row(r), values, row(r), columns);
        }
    }

    /** Adds {@code source}, one row, to every row. */
    public void addToEachRow(float[] source) {
        for (int r = 0; r < rows; r++) {
            Vectors.add(source, 0, values, row(r), columns);
        }
    }

    /** Adds every row to {@code target}, which is as long as a row. */
    public void addRowsTo(float[] target) {
        for (int r = 0; r < rows; r++) {
            Vectors.add(values, row(r), target, 0, columns);
        }
    }

    /** Writes {@code x ⊙ y}, element by element, over this one; either may be this one. */
    public void setProduct(Matrix x, Matrix y) {
        if (liesLike(x) && liesLike(y)) {
            Vectors.multiply(x.values, y.values, values, offset, rows * columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            Vectors.multiply(x.values, x.row(r), y.values, y.row(r), values, row(r), columns);
        }
    }

    /** Whether both can be gone through at one index, without gaps: the loops that the compiler vectorises. */
    private boolean liesLike(Matrix other) {
        return offset == other.offset && stride == columns && other.stride == columns;
    }

    /** Writes the transpose of {@code source} over this one. */
    public void setTransposed(Matrix source) {
        for (int r = 0; r < source.rows; r++) {
            int from = source.row(r);
            int to = offset + r;
            for (int c = 0; c < source.columns; c++) {
                values[to + c * stride] = source.values[from + c];
            }
        }
    }
}
