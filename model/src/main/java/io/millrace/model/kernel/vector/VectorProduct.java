package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;

/** Cuts a product into tiles. What is not a whole tile passes through a tile on the side. */
final class VectorProduct implements Product {
    private static final int WIDTH = Panels.WIDTH;

    /** Steps of the inner dimension between which a tile is put down: as many as keep a panel in the first cache. */
    private static final int DEPTH = 256;

    /** From so many columns on, it pays to copy the left factor into the order in which tiles read it. */
    private static final int WIDE = 160;

    /** Rows of the left factor that are copied at a time: with the depth, they fill a part of the second cache. */
    private static final int HEIGHT = 20 * TRANSPOSED_BLOCK;

    private final float[] tile = new float[TRANSPOSED_BLOCK * WIDTH];
    private float[] strips = {};

    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        if (shape == Shape.FULL && c.columns() >= WIDE && c.rows() >= TRANSPOSED_BLOCK) {
            addWide(a, transposed, b, c);
            return;
        }
        int height = transposed ? TRANSPOSED_BLOCK : BLOCK;
        int whole = c.rows() / height * height;
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int end = Math.min(b.inner(), depth + DEPTH);
            for (int column = 0; column < c.columns(); column += WIDTH) {
                for (int row = firstRow(column, shape, shift); row < whole; row += height) {
                    int from = innerFrom(depth, row, transposed, shape);
                    int to = innerTo(end, shift + row + height, transposed, shape);
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

    private void addWide(Matrix a, boolean transposed, Panels b, Matrix c) {
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int inner = Math.min(DEPTH, b.inner() - depth);
            for (int top = 0; top < c.rows(); top += HEIGHT) {
                int bottom = Math.min(c.rows(), top + HEIGHT);
                reserveStrips((bottom - top + TRANSPOSED_BLOCK - 1) / TRANSPOSED_BLOCK * inner);
                for (int row = top; row < bottom; row += TRANSPOSED_BLOCK) {
                    copyStrip(
                            a,
                            transposed,
                            row,
                            Math.min(TRANSPOSED_BLOCK, bottom - row),
                            depth,
                            inner,
                            (row - top) * inner);
                }
                for (int column = 0; column < c.columns(); column += WIDTH) {
                    int width = Math.min(WIDTH, c.columns() - column);
                    int panel = column * b.depth() + depth * WIDTH;
                    for (int row = top; row < bottom; row += TRANSPOSED_BLOCK) {
                        addStrip((row - top) * inner, b, panel, inner, c, row, column, width);
                    }
                }
            }
        }
    }

    /** Adds what a strip, {@code from} in the strips, and a panel make, for up to as many rows as a tile has. */
    private void addStrip(int from, Panels b, int panel, int inner, Matrix c, int row, int column, int width) {
        int rows = Math.min(TRANSPOSED_BLOCK, c.rows() - row);
        int to = c.row(row) + column;
        if (rows == TRANSPOSED_BLOCK && width == WIDTH) {
            Tiles.columns16(strips, from, TRANSPOSED_BLOCK, b.values(), panel, inner, c.values(), to, c.stride());
            return;
        }
        copy(c.values(), to, c.stride(), tile, 0, WIDTH, rows, width);
        if (width > Tiles.LANES) {
            Tiles.columns16(strips, from, TRANSPOSED_BLOCK, b.values(), panel, inner, tile, 0, WIDTH);
        } else {
            Tiles.columns8(strips, from, TRANSPOSED_BLOCK, b.values(), panel, inner, tile, 0, WIDTH);
        }
        copy(tile, 0, WIDTH, c.values(), to, c.stride(), rows, width);
    }

    private static int firstRow(int column, Shape shape, int shift) {
        return shape == Shape.LOWER_RESULT ? Math.max(0, column - shift) / BLOCK * BLOCK : 0;
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
        int rows = transposed ? TRANSPOSED_BLOCK : BLOCK;
        copy(c.values(), c.row(row) + column, c.stride(), tile, 0, WIDTH, rows, width);
        run(a, transposed, row, from, b, panel, to - from, tile, 0, WIDTH, width);
        copy(tile, 0, WIDTH, c.values(), c.row(row) + column, c.stride(), rows, width);
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
        reserveStrips(inner);
        copyStrip(a, transposed, row, rows, from, inner, 0);
        int columns = shape == Shape.LOWER_RESULT ? shift + c.rows() : c.columns();
        for (int column = 0; column < columns; column += WIDTH) {
            addStrip(0, b, column * b.depth() + from * WIDTH, inner, c, row, column, width(c, column, shape));
        }
    }

    private void reserveStrips(int inner) {
        if (strips.length < inner * TRANSPOSED_BLOCK) {
            strips = new float[2 * inner * TRANSPOSED_BLOCK];
        }
    }

    /** Copies some rows of the left factor side by side, and fills up with zeros. */
    private void copyStrip(Matrix a, boolean transposed, int row, int rows, int from, int inner, int to) {
        int rowStep = transposed ? 1 : a.stride();
        int innerStep = transposed ? a.stride() : 1;
        int start = a.offset() + row * rowStep + from * innerStep;
        float[] source = a.values();
        if (rows == TRANSPOSED_BLOCK) {
            for (int k = 0; k < inner; k++) {
                int at = start + k * innerStep;
                int strip = to + k * TRANSPOSED_BLOCK;
                strips[strip] = source[at];
                strips[strip + 1] = source[at + rowStep];
                strips[strip + 2] = source[at + 2 * rowStep];
                strips[strip + 3] = source[at + 3 * rowStep];
                strips[strip + 4] = source[at + 4 * rowStep];
                strips[strip + 5] = source[at + 5 * rowStep];
            }
            return;
        }
        for (int r = 0; r < TRANSPOSED_BLOCK; r++) {
            for (int k = 0; k < inner; k++) {
                strips[to + k * TRANSPOSED_BLOCK + r] = r < rows ? source[start + r * rowStep + k * innerStep] : 0;
            }
        }
    }
}
