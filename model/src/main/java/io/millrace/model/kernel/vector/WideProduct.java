package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;

/**
 * Cuts a product into tiles of {@link WideTiles}. A transposed left factor passes through strips, whose columns are copied
 * by whole vectors, and so does any whose copy is read often enough.
 */
final class WideProduct implements Product {
    private static final int HEIGHT = WideTiles.HEIGHT;
    private static final int WIDTH = WideTiles.WIDTH;

    /** From so many columns on, it pays to copy a left factor that is not transposed. */
    private static final int WIDE = 384;

    /** Rows of the left factor that are copied at a time: with the depth, they fill a part of the second cache. */
    private static final int COPIED = 24 * HEIGHT;

    private final WideTiles tiles = new WideTiles();
    private float[] strips = {};

    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        int direct = transposed || c.columns() >= WIDE ? 0 : c.rows() / HEIGHT * HEIGHT;
        for (int depth = 0; depth < b.inner(); depth += DEPTH) {
            int end = Math.min(b.inner(), depth + DEPTH);
            if (direct > 0) {
                addRows(a, b, c, shape, shift, depth, end, direct);
            }
            for (int top = direct; top < c.rows(); top += COPIED) {
                addStrips(a, transposed, b, c, shape, shift, depth, end, top);
            }
        }
    }

    private void addRows(Matrix a, Panels b, Matrix c, Shape shape, int shift, int depth, int end, int bottom) {
        int panel = b.depth() * Panels.WIDTH;
        for (int column = 0; column < c.columns(); column += WIDTH) {
            for (int row = firstRow(column, shape, shift); row < bottom; row += HEIGHT) {
                int inner = innerTo(end, shift + row + HEIGHT, false, shape) - depth;
                int width = Math.min(WIDTH, columns(c, row, shape, shift) - column);
                if (inner > 0 && width > 0) {
                    int from = column * b.depth() + depth * Panels.WIDTH;
                    boolean part = tiles.to(c.values(), c.row(row) + column, c.stride(), HEIGHT, width);
                    if (width > Panels.WIDTH) {
                        tiles.rows32(a.values(), a.row(row) + depth, a.stride(), b.values(), from, panel, inner);
                    } else {
                        tiles.rows16(a.values(), a.row(row) + depth, a.stride(), b.values(), from, inner);
                    }
                    if (part) {
                        tiles.moveTo(c.values(), c.row(row) + column, c.stride(), HEIGHT, width);
                    }
                }
            }
        }
    }

    private void addStrips(
            Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift, int depth, int end, int top) {
        int bottom = Math.min(c.rows(), top + COPIED);
        int room = (end - depth) * HEIGHT;
        reserveStrips((bottom - top + HEIGHT - 1) / HEIGHT * room);
        for (int row = top; row < bottom; row += HEIGHT) {
            int from = innerFrom(depth, row, transposed, shape);
            int to = innerTo(end, shift + row + HEIGHT, transposed, shape);
            copyStrip(a, transposed, row, Math.min(HEIGHT, bottom - row), from, to, (row - top) / HEIGHT * room);
        }
        for (int column = 0; column < c.columns(); column += WIDTH) {
            for (int row = Math.max(top, firstRow(column, shape, shift)); row < bottom; row += HEIGHT) {
                int from = innerFrom(depth, row, transposed, shape);
                int inner = innerTo(end, shift + row + HEIGHT, transposed, shape) - from;
                int width = Math.min(WIDTH, columns(c, row, shape, shift) - column);
                if (inner > 0 && width > 0) {
                    addStrip((row - top) / HEIGHT * room, b, from, inner, c, row, column, width);
                }
            }
        }
    }

    private void addStrip(int strip, Panels b, int depth, int inner, Matrix c, int row, int column, int width) {
        int from = column * b.depth() + depth * Panels.WIDTH;
        int rows = Math.min(HEIGHT, c.rows() - row);
        boolean part = tiles.to(c.values(), c.row(row) + column, c.stride(), rows, width);
        if (width > Panels.WIDTH) {
            tiles.strip32(strips, strip, b.values(), from, b.depth() * Panels.WIDTH, inner);
        } else {
            tiles.strip16(strips, strip, b.values(), from, inner);
        }
        if (part) {
            tiles.moveTo(c.values(), c.row(row) + column, c.stride(), rows, width);
        }
    }

    private static int firstRow(int column, Shape shape, int shift) {
        return shape == Shape.LOWER_RESULT ? Math.max(0, column - shift) / HEIGHT * HEIGHT : 0;
    }

    /** The end of the columns that a block of rows is to have: whole panels where it stops at a diagonal. */
    private static int columns(Matrix c, int row, Shape shape, int shift) {
        int reach = shift + Math.min(row + HEIGHT, c.rows());
        return shape == Shape.LOWER_RESULT ? (reach + Panels.WIDTH - 1) / Panels.WIDTH * Panels.WIDTH : c.columns();
    }

    private static int innerFrom(int depth, int row, boolean transposed, Shape shape) {
        return transposed && shape == Shape.LOWER_FACTOR ? Math.max(depth, row) : depth;
    }

    private static int innerTo(int end, int reach, boolean transposed, Shape shape) {
        return !transposed && shape == Shape.LOWER_FACTOR ? Math.min(end, reach) : end;
    }

    private void reserveStrips(int size) {
        if (strips.length < size + HEIGHT) {
            strips = new float[2 * size + HEIGHT];
        }
    }

    /** Copies steps {@code from} until {@code end} of some rows of the left factor side by side, and fills up with zeros. */
    private void copyStrip(Matrix a, boolean transposed, int row, int rows, int from, int end, int to) {
        if (transposed) {
            copyColumns(a, row, rows, from, end, to);
        } else {
            copyRows(a, row, rows, from, end, to);
        }
    }

    private void copyColumns(Matrix a, int row, int rows, int from, int end, int to) {
        float[] source = a.values();
        int at = a.row(from) + row;
        int step = a.stride();
        int k = 0;
        // A vector is two columns of a strip: the next copy overwrites what the one before has too much.
        int room = (source.length - at - WideTiles.LANES) / step;
        for (; rows == HEIGHT && k < end - from && k < room; k++) {
            fromArray(WideTiles.SPECIES, source, at + k * step).intoArray(strips, to + k * HEIGHT);
        }
        for (; k < end - from; k++) {
            for (int r = 0; r < HEIGHT; r++) {
                strips[to + k * HEIGHT + r] = r < rows ? source[at + k * step + r] : 0;
            }
        }
    }

    private void copyRows(Matrix a, int row, int rows, int from, int end, int to) {
        float[] source = a.values();
        for (int r = 0; r < HEIGHT; r++) {
            int at = a.row(row + r) + from;
            for (int k = 0; k < end - from; k++) {
                strips[to + k * HEIGHT + r] = r < rows ? source[at + k] : 0;
            }
        }
    }
}
