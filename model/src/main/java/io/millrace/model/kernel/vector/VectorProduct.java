package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;

/** Cuts a product into tiles. What is not a whole tile passes through a tile on the side. */
final class VectorProduct implements Product {
    private static final int ROWS = BLOCK;
    private static final int WIDTH = Panels.WIDTH;

    /** Steps of the inner dimension between which a tile is put down: as many as keep a panel in the first cache. */
    private static final int DEPTH = 256;

    private final float[] tile = new float[ROWS * WIDTH];
    private float[] strip = {};

    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        int whole = c.rows() / ROWS * ROWS;
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int end = Math.min(b.inner(), depth + DEPTH);
            for (int column = 0; column < c.columns(); column += WIDTH) {
                for (int row = firstRow(column, shape, shift); row < whole; row += ROWS) {
                    int from = innerFrom(depth, row, transposed, shape);
                    int to = innerTo(end, shift + row + ROWS, transposed, shape);
                    if (from < to) {
                        addTile(a, transposed, b, c, row, column, from, to, width(c, column, shape));
                    }
                }
            }
        }
        if (whole < c.rows()) {
            addLastRows(a, transposed, b, c, shape, shift, whole);
        }
    }

    private static int firstRow(int column, Shape shape, int shift) {
        return shape == Shape.LOWER_RESULT ? Math.max(0, column - shift) / ROWS * ROWS : 0;
    }

    private static int innerFrom(int depth, int row, boolean transposed, Shape shape) {
        return transposed && shape == Shape.LOWER_FACTOR ? Math.max(depth, row) : depth;
    }

    private static int innerTo(int end, int reach, boolean transposed, Shape shape) {
        return !transposed && shape == Shape.LOWER_FACTOR ? Math.min(end, reach) : end;
    }

    private static int width(Matrix c, int column, Shape shape) {
        return shape == Shape.LOWER_RESULT ? WIDTH : Math.min(WIDTH, c.columns() - column);
    }

    private void addTile(
            Matrix a, boolean transposed, Panels b, Matrix c, int row, int column, int from, int to, int width) {
        int panel = column * b.depth() + from * WIDTH;
        if (width == WIDTH || width == Tiles.LANES) {
            run(a, transposed, row, from, b, panel, to - from, c.values(), c.row(row) + column, c.stride(), width);
            return;
        }
        copy(c.values(), c.row(row) + column, c.stride(), tile, 0, WIDTH, ROWS, width);
        run(a, transposed, row, from, b, panel, to - from, tile, 0, WIDTH, width);
        copy(tile, 0, WIDTH, c.values(), c.row(row) + column, c.stride(), ROWS, width);
    }

    private static void run(
            Matrix a,
            boolean transposed,
            int row,
            int from,
            Panels b,
            int panel,
            int inner,
            float[] c,
            int to,
            int stride,
            int width) {
        if (transposed) {
            int at = a.row(from) + row;
            if (width > Tiles.LANES) {
                Tiles.columns16(a.values(), at, a.stride(), b.values(), panel, inner, c, to, stride);
            } else {
                Tiles.columns8(a.values(), at, a.stride(), b.values(), panel, inner, c, to, stride);
            }
        } else {
            int at = a.row(row) + from;
            if (width > Tiles.LANES) {
                Tiles.rows16(a.values(), at, a.stride(), b.values(), panel, inner, c, to, stride);
            } else {
                Tiles.rows8(a.values(), at, a.stride(), b.values(), panel, inner, c, to, stride);
            }
        }
    }

    private static void copy(
            float[] source, int from, int fromStride, float[] target, int to, int toStride, int rows, int width) {
        for (int r = 0; r < rows; r++) {
            int s = from + r * fromStride;
            int t = to + r * toStride;
            for (int i = 0; i < width; i++) {
                target[t + i] = source[s + i];
            }
        }
    }

    /** The last rows, fewer than a tile has: their part of the left factor is copied and filled up with zeros. */
    private void addLastRows(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift, int row) {
        int rows = c.rows() - row;
        int from = innerFrom(0, row, transposed, shape);
        int inner = innerTo(b.inner(), shift + c.rows(), transposed, shape) - from;
        copyStrip(a, transposed, row, rows, from, inner);
        int columns = shape == Shape.LOWER_RESULT ? shift + c.rows() : c.columns();
        for (int column = 0; column < columns; column += WIDTH) {
            int width = width(c, column, shape);
            int panel = column * b.depth() + from * WIDTH;
            copy(c.values(), c.row(row) + column, c.stride(), tile, 0, WIDTH, rows, width);
            if (width > Tiles.LANES) {
                Tiles.columns16(strip, 0, ROWS, b.values(), panel, inner, tile, 0, WIDTH);
            } else {
                Tiles.columns8(strip, 0, ROWS, b.values(), panel, inner, tile, 0, WIDTH);
            }
            copy(tile, 0, WIDTH, c.values(), c.row(row) + column, c.stride(), rows, width);
        }
    }

    private void copyStrip(Matrix a, boolean transposed, int row, int rows, int from, int inner) {
        if (strip.length < inner * ROWS) {
            strip = new float[2 * inner * ROWS];
        }
        int rowStep = transposed ? 1 : a.stride();
        int innerStep = transposed ? a.stride() : 1;
        int start = a.offset() + row * rowStep + from * innerStep;
        for (int r = 0; r < ROWS; r++) {
            for (int k = 0; k < inner; k++) {
                strip[k * ROWS + r] = r < rows ? a.values()[start + r * rowStep + k * innerStep] : 0;
            }
        }
    }
}
