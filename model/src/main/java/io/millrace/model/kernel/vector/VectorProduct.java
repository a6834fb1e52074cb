package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;

/** Cuts a product into tiles. What is not a whole tile passes through a tile on the side. */
final class VectorProduct implements Product {
    private static final int WIDTH = Panels.WIDTH;
    private static final int HEIGHT = Tiles.HEIGHT;

    /** From so many columns on, it pays to copy the left factor into the order in which tiles read it. */
    private static final int WIDE = 160;

    /** Rows of the left factor that are copied at a time: with the depth, they fill a part of the second cache. */
    private static final int COPIED = 24 * HEIGHT;

    private final Tiles tiles = new Tiles();
    private float[] strips = {};

    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        if (shape == Shape.FULL && c.columns() >= WIDE && c.rows() >= HEIGHT) {
            addWide(a, transposed, b, c);
            return;
        }
        int whole = c.rows() / HEIGHT * HEIGHT;
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int end = Math.min(b.inner(), depth + DEPTH);
            for (int column = 0; column < c.columns(); column += WIDTH) {
                for (int row = firstRow(column, shape, shift); row < whole; row += HEIGHT) {
                    int from = innerFrom(depth, row, transposed, shape);
                    int to = innerTo(end, shift + row + HEIGHT, transposed, shape);
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
            for (int top = 0; top < c.rows(); top += COPIED) {
                int bottom = Math.min(c.rows(), top + COPIED);
                reserveStrips((bottom - top + HEIGHT - 1) / HEIGHT * inner);
                for (int row = top; row < bottom; row += HEIGHT) {
                    copyStrip(
                            a, transposed, row, Math.min(HEIGHT, bottom - row), depth, inner, strip(row - top, inner));
                }
                for (int column = 0; column < c.columns(); column += WIDTH) {
                    int width = Math.min(WIDTH, c.columns() - column);
                    int panel = column * b.depth() + depth * WIDTH;
                    for (int row = top; row < bottom; row += HEIGHT) {
                        addStrip(strip(row - top, inner), b, panel, inner, c, row, column, width);
                    }
                }
            }
        }
    }

    /** Adds what a strip, {@code from} in the strips, and a panel make, for up to as many rows as a tile has. */
    private void addStrip(int from, Panels b, int panel, int inner, Matrix c, int row, int column, int width) {
        tiles.to(c.values(), c.row(row) + column, c.stride(), Math.min(HEIGHT, c.rows() - row), width);
        if (width > Tiles.LANES) {
            tiles.strip16(strips, from, b.values(), panel, inner);
        } else {
            tiles.strip8(strips, from, b.values(), panel, inner);
        }
    }

    private static int firstRow(int column, Shape shape, int shift) {
        return shape == Shape.LOWER_RESULT ? Math.max(0, column - shift) / HEIGHT * HEIGHT : 0;
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
        int inner = to - from;
        tiles.to(c.values(), c.row(row) + column, c.stride(), HEIGHT, width);
        if (transposed) {
            int at = a.row(from) + row;
            if (width > Tiles.LANES) {
                tiles.columns16(a.values(), at, a.stride(), b.values(), panel, inner);
            } else {
                tiles.columns8(a.values(), at, a.stride(), b.values(), panel, inner);
            }
        } else {
            int at = a.row(row) + from;
            if (width > Tiles.LANES) {
                tiles.rows16(a.values(), at, a.stride(), b.values(), panel, inner);
            } else {
                tiles.rows8(a.values(), at, a.stride(), b.values(), panel, inner);
            }
        }
    }

    /** The last rows, fewer than a tile has: their part of the left factor is copied and filled up with zeros. */
    private void addLastRows(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift, int row) {
        int rows = c.rows() - row;
        int columns = shape == Shape.LOWER_RESULT ? shift + c.rows() : c.columns();
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int from = innerFrom(depth, row, transposed, shape);
            int to = innerTo(Math.min(b.inner(), depth + DEPTH), shift + c.rows(), transposed, shape);
            if (from < to) {
                int inner = to - from;
                reserveStrips(inner);
                copyStrip(a, transposed, row, rows, from, inner, 0);
                for (int column = 0; column < columns; column += WIDTH) {
                    int panel = column * b.depth() + from * WIDTH;
                    addStrip(0, b, panel, inner, c, row, column, width(c, column, shape));
                }
            }
        }
    }

    private void reserveStrips(int columns) {
        if (strips.length < columns * Tiles.STRIP) {
            strips = new float[2 * columns * Tiles.STRIP];
        }
    }

    /** Where the strip of a block's row begins, if each has {@code inner} columns. */
    private static int strip(int row, int inner) {
        return row / HEIGHT * inner * Tiles.STRIP;
    }

    /** Copies some rows of the left factor side by side, and fills up with zeros. */
    private void copyStrip(Matrix a, boolean transposed, int row, int rows, int from, int inner, int to) {
        int rowStep = transposed ? 1 : a.stride();
        int innerStep = transposed ? a.stride() : 1;
        int start = a.offset() + row * rowStep + from * innerStep;
        float[] source = a.values();
        if (rows == HEIGHT) {
            for (int k = 0; k < inner; k++) {
                int at = start + k * innerStep;
                int strip = to + k * Tiles.STRIP;
                strips[strip] = source[at];
                strips[strip + 1] = source[at + rowStep];
                strips[strip + 2] = source[at + 2 * rowStep];
                strips[strip + 3] = source[at + 3 * rowStep];
                strips[strip + 4] = source[at + 4 * rowStep];
            }
            return;
        }
        for (int r = 0; r < HEIGHT; r++) {
            for (int k = 0; k < inner; k++) {
                strips[to + k * Tiles.STRIP + r] = r < rows ? source[start + r * rowStep + k * innerStep] : 0;
            }
        }
    }
}
