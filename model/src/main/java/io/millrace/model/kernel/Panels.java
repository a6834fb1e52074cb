package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * The right factor of a product, cut into panels of {@link #WIDTH} columns whose rows lie behind one another, the last
 * panel filled up with zeros: the order in which a product reads it. Packing costs one pass over the factor, so a factor
 * that many products share, such as a weight matrix, is packed once; a factor that grows is packed as it grows.
 */
public final class Panels {
    /** Columns of a panel: two vectors of eight, which with five rows of a result fill the registers of AVX2. */
    public static final int WIDTH = 16;

    private static final Kernels KERNELS = Kernels.BEST;

    private float[] values = {};
    private int depth;
    private int inner;
    private int columns;

    /** Packs {@code b}, k × n. */
    public Panels pack(Matrix b) {
        reserve(b.rows(), b.columns());
        appendRows(b);
        return this;
    }

    /** Packs {@code bᵀ} for {@code b}: n × k. */
    public Panels packTransposed(Matrix b) {
        reserve(b.columns(), b.rows());
        appendColumns(b);
        return this;
    }

    /** Makes room for a factor that is to grow to {@code innerCapacity × columnCapacity}, and forgets what it held. */
    public Panels reserve(int innerCapacity, int columnCapacity) {
        depth = innerCapacity;
        inner = 0;
        columns = 0;
        int size = panels(columnCapacity) * WIDTH * depth;
        if (values.length < size) {
            values = new float[Math.max(size, values.length + values.length / 2)];
        }
        return this;
    }

    private static int panels(int columns) {
        return (columns + WIDTH - 1) / WIDTH;
    }

    /** Puts the rows of {@code b} below what is there, up to the capacity. */
    public void appendRows(Matrix b) {
        columns = b.columns();
        KERNELS.packRows(b.values(), b.offset(), b.stride(), b.rows(), columns, values, inner * WIDTH, depth * WIDTH);
        inner += b.rows();
    }

    /** Puts the rows of {@code b} as columns behind what is there, up to the capacity. */
    public void appendColumns(Matrix b) {
        inner = b.columns();
        int row = 0;
        for (; row < b.rows() && (columns + row) % WIDTH != 0; row++) {
            appendColumn(b, row);
        }
        for (; row + WIDTH <= b.rows(); row += WIDTH) {
            appendPanel(b, row);
        }
        for (; row < b.rows(); row++) {
            appendColumn(b, row);
        }
        columns += b.rows();
        clearBehind();
    }

    private void appendColumn(Matrix b, int row) {
        float[] source = b.values();
        int from = b.row(row);
        int to = place(0, columns + row);
        for (int k = 0; k < inner; k++) {
            values[to + k * WIDTH] = source[from + k];
        }
    }

    /** A whole panel, written from its beginning to its end. */
    private void appendPanel(Matrix b, int row) {
        float[] source = b.values();
        int from = b.row(row);
        int step = b.stride();
        int to = place(0, columns + row);
        // Some columns at a time, for rows that are far apart may keep one another out of the cache.
        for (int first = 0; first < inner; first += WIDTH) {
            int end = Math.min(inner, first + WIDTH);
            for (int i = 0; i < WIDTH; i++) {
                for (int k = first; k < end; k++) {
                    values[to + k * WIDTH + i] = source[from + i * step + k];
                }
            }
        }
    }

    private void clearBehind() {
        int end = panels(columns) * WIDTH;
        for (int k = 0; k < inner && columns < end; k++) {
            int to = place(k, columns);
            Arrays.fill(values, to, to + end - columns, 0);
        }
    }

    /** Keeps the first {@code rows} rows of a factor that grew by rows. */
    public void keepRows(int rows) {
        inner = rows;
    }

    /** Keeps the first {@code count} columns of a factor that grew by columns. */
    public void keepColumns(int count) {
        columns = count;
        clearBehind();
    }

    /** Index of element (k, n) in {@link #values}. */
    public int place(int k, int n) {
        return n / WIDTH * WIDTH * depth + k * WIDTH + n % WIDTH;
    }

    public float[] values() {
        return values;
    }

    /** Rows for which a panel has room: panels begin {@code depth × WIDTH} floats from one another. */
    public int depth() {
        return depth;
    }

    /** k, rows of the factor. */
    public int inner() {
        return inner;
    }

    /** n, columns of the factor. */
    public int columns() {
        return columns;
    }
}
