package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * A row-major view of some floats: element (r, c) is {@code values[offset + r * stride + c]}. Views of one array may
 * overlap; a kernel says what it writes.
 *
 * <p>Mutable, so that a layer can keep its views and point them at the next sequence without a new object: whoever made a
 * view points it elsewhere with the {@code as} methods, everyone else only reads where it points.
 */
public final class Matrix {
    private static final Kernels KERNELS = Kernels.BEST;

    private float[] values = {};
    private int offset;
    private int rows;
    private int columns;
    private int stride;

    /** A matrix over the first {@code rows × columns} elements of {@code values}. */
    public static Matrix of(float[] values, int rows, int columns) {
        return new Matrix().as(values, 0, rows, columns, columns);
    }

    /**
     * Points this view at an array.
     *
     * @param array the floats, shared with whoever has the array
     * @param from index of element (0, 0)
     * @param rowCount number of rows
     * @param columnCount number of columns, at most {@code rowStride}, unless every row is to be the same one
     * @param rowStride distance between the beginnings of two rows
     */
    public Matrix as(float[] array, int from, int rowCount, int columnCount, int rowStride) {
        values = array;
        offset = from;
        rows = rowCount;
        columns = columnCount;
        stride = rowStride;
        return this;
    }

    /** Points this view at rows {@code from} (inclusive) to {@code to} (exclusive) of {@code source}. */
    public Matrix asRows(Matrix source, int from, int to) {
        return as(source.values, source.row(from), to - from, source.columns, source.stride);
    }

    /** Points this view at columns {@code from} (inclusive) to {@code to} (exclusive) of {@code source}. */
    public Matrix asColumns(Matrix source, int from, int to) {
        return as(source.values, source.offset + from, source.rows, to - from, source.stride);
    }

    /**
     * Points this view at the elements of {@code source} in rows of another length.
     *
     * @throws IllegalArgumentException if the elements do not lie behind one another, or are not so many
     */
    public Matrix asShape(Matrix source, int rowCount, int columnCount) {
        if ((source.rows > 1 && source.stride != source.columns)
                || rowCount * columnCount != source.rows * source.columns) {
            throw new IllegalArgumentException(source.rows + " x " + source.columns + " in rows of " + source.stride
                    + " cannot be seen as " + rowCount + " x " + columnCount);
        }
        return as(source.values, source.offset, rowCount, columnCount, columnCount);
    }

    /** A new view of some rows; see {@link #asRows}. */
    public Matrix rows(int from, int to) {
        return new Matrix().asRows(this, from, to);
    }

    /** A new view of some columns; see {@link #asColumns}. */
    public Matrix columns(int from, int to) {
        return new Matrix().asColumns(this, from, to);
    }

    /** A new view in rows of another length; see {@link #asShape}. */
    public Matrix reshaped(int rowCount, int columnCount) {
        return new Matrix().asShape(this, rowCount, columnCount);
    }

    public float[] values() {
        return values;
    }

    public int offset() {
        return offset;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int stride() {
        return stride;
    }

    /** Where row {@code r} begins in {@link #values}. */
    public int row(int r) {
        return offset + r * stride;
    }

    public float get(int r, int c) {
        return values[row(r) + c];
    }

    /** Whether there are rows, and lie behind one another without gaps. */
    public boolean isContiguous() {
        return rows == 1 || (rows > 1 && stride == columns);
    }

    public void clear() {
        if (isContiguous()) {
            Arrays.fill(values, offset, offset + rows * columns, 0);
            return;
        }
        for (int r = 0; r < rows; r++) {
            Arrays.fill(values, row(r), row(r) + columns, 0);
        }
    }

    /** Copies {@code source}, a matrix of the same shape, over this one. */
    public void set(Matrix source) {
        if (isContiguous() && source.isContiguous()) {
            System.arraycopy(source.values, source.offset, values, offset, rows * columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(source.values, source.row(r), values, row(r), columns);
        }
    }

    /** Adds {@code source}, a matrix of the same shape. */
    public void add(Matrix source) {
        if (isContiguous() && source.isContiguous()) {
            KERNELS.add(source.values, source.offset, values, offset, rows * columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            KERNELS.add(source.values, source.row(r), values, row(r), columns);
        }
    }

    /** Copies {@code source}, one row, over every row. */
    public void setEachRow(float[] source) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(source, 0, values, row(r), columns);
        }
    }

    /** Adds {@code source}, one row, to every row. */
    public void addToEachRow(float[] source) {
        for (int r = 0; r < rows; r++) {
            KERNELS.add(source, 0, values, row(r), columns);
        }
    }

    /** Adds every row to {@code target}, which is as long as a row. */
    public void addRowsTo(float[] target) {
        for (int r = 0; r < rows; r++) {
            KERNELS.add(values, row(r), target, 0, columns);
        }
    }

    /** Writes {@code x ⊙ y}, element by element, over this one; either may be this one. */
    public void setProduct(Matrix x, Matrix y) {
        if (isContiguous() && x.isContiguous() && y.isContiguous()) {
            KERNELS.multiply(x.values, x.offset, y.values, y.offset, values, offset, rows * columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            KERNELS.multiply(x.values, x.row(r), y.values, y.row(r), values, row(r), columns);
        }
    }
}
