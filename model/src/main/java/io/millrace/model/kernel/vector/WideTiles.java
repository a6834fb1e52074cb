package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Panels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of products on vectors of sixteen floats: eight rows by two panels of a result in sixteen of the 32
 * registers. What {@link Tiles} says of C2 holds here too.
 */
final class WideTiles {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    static final int LANES = Panels.WIDTH;

    /** Rows of a tile, and floats between the columns of a strip. */
    static final int HEIGHT = 8;

    /** Columns of a tile: two panels. */
    static final int WIDTH = 2 * Panels.WIDTH;

    private final float[] side = new float[HEIGHT * WIDTH];
    private float[] target;
    private int place;
    private int distance;

    /**
     * Where the next tile is added: to {@code rows × columns} elements from {@code offset} in {@code c}, whose rows lie {@code
     * stride} apart.
     *
     * @return whether that is less than the tile has: then it has to be {@linkplain #moveTo moved} there afterwards
     */
    boolean to(float[] c, int offset, int stride, int rows, int columns) {
        boolean part = rows < HEIGHT || columns % LANES != 0;
        if (part) {
            Arrays.fill(side, 0);
        }
        float[] array = part ? side : c;
        // A reference costs the collector's barrier.
        if (target != array) {
            target = array;
        }
        place = part ? 0 : offset;
        distance = part ? WIDTH : stride;
        return part;
    }

    /** Adds what a tile put on the side, as far as it is wanted. */
    void moveTo(float[] c, int offset, int stride, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            int to = offset + row * stride;
            int from = row * WIDTH;
            addPart(side, from, c, to, columns);
            if (columns > LANES) {
                addPart(side, from + LANES, c, to + LANES, columns - LANES);
            }
        }
    }

    /** Eight rows by two panels of the right factor, {@code panel} floats apart; rows of the left factor lie {@code step} apart. */
    void rows32(float[] a, int a0, int step, float[] b, int from, int panel, int inner) {
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
        int a5 = a0 + 5 * step;
        int a6 = a0 + 6 * step;
        int a7 = a0 + 7 * step;
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x01 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x11 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x21 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x31 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        FloatVector x41 = FloatVector.zero(SPECIES);
        FloatVector x50 = FloatVector.zero(SPECIES);
        FloatVector x51 = FloatVector.zero(SPECIES);
        FloatVector x60 = FloatVector.zero(SPECIES);
        FloatVector x61 = FloatVector.zero(SPECIES);
        FloatVector x70 = FloatVector.zero(SPECIES);
        FloatVector x71 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + panel);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
            x00 = f0.fma(b0, x00);
            x01 = f0.fma(b1, x01);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
            x10 = f1.fma(b0, x10);
            x11 = f1.fma(b1, x11);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
            x20 = f2.fma(b0, x20);
            x21 = f2.fma(b1, x21);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
            x30 = f3.fma(b0, x30);
            x31 = f3.fma(b1, x31);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
            x40 = f4.fma(b0, x40);
            x41 = f4.fma(b1, x41);
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
            x50 = f5.fma(b0, x50);
            x51 = f5.fma(b1, x51);
            FloatVector f6 = FloatVector.broadcast(SPECIES, a[a6 + k]);
            x60 = f6.fma(b0, x60);
            x61 = f6.fma(b1, x61);
            FloatVector f7 = FloatVector.broadcast(SPECIES, a[a7 + k]);
            x70 = f7.fma(b0, x70);
            x71 = f7.fma(b1, x71);
        }
        float[] c = target;
        int to = place;
        int stride = distance;
        x00.add(FloatVector.fromArray(SPECIES, c, to)).intoArray(c, to);
        x01.add(FloatVector.fromArray(SPECIES, c, to + LANES)).intoArray(c, to + LANES);
        x10.add(FloatVector.fromArray(SPECIES, c, to + stride)).intoArray(c, to + stride);
        x11.add(FloatVector.fromArray(SPECIES, c, to + stride + LANES)).intoArray(c, to + stride + LANES);
        x20.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride)).intoArray(c, to + 2 * stride);
        x21.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride + LANES)).intoArray(c, to + 2 * stride + LANES);
        x30.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride)).intoArray(c, to + 3 * stride);
        x31.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride + LANES)).intoArray(c, to + 3 * stride + LANES);
        x40.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride)).intoArray(c, to + 4 * stride);
        x41.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride + LANES)).intoArray(c, to + 4 * stride + LANES);
        x50.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride)).intoArray(c, to + 5 * stride);
        x51.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride + LANES)).intoArray(c, to + 5 * stride + LANES);
        x60.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride)).intoArray(c, to + 6 * stride);
        x61.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride + LANES)).intoArray(c, to + 6 * stride + LANES);
        x70.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride)).intoArray(c, to + 7 * stride);
        x71.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride + LANES)).intoArray(c, to + 7 * stride + LANES);
    }

    /** As {@link #rows32}, one panel only. */
    void rows16(float[] a, int a0, int step, float[] b, int from, int inner) {
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
        int a5 = a0 + 5 * step;
        int a6 = a0 + 6 * step;
        int a7 = a0 + 7 * step;
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        FloatVector x50 = FloatVector.zero(SPECIES);
        FloatVector x60 = FloatVector.zero(SPECIES);
        FloatVector x70 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
            x00 = f0.fma(b0, x00);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
            x10 = f1.fma(b0, x10);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
            x20 = f2.fma(b0, x20);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
            x30 = f3.fma(b0, x30);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
            x40 = f4.fma(b0, x40);
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
            x50 = f5.fma(b0, x50);
            FloatVector f6 = FloatVector.broadcast(SPECIES, a[a6 + k]);
            x60 = f6.fma(b0, x60);
            FloatVector f7 = FloatVector.broadcast(SPECIES, a[a7 + k]);
            x70 = f7.fma(b0, x70);
        }
        float[] c = target;
        int to = place;
        int stride = distance;
        x00.add(FloatVector.fromArray(SPECIES, c, to)).intoArray(c, to);
        x10.add(FloatVector.fromArray(SPECIES, c, to + stride)).intoArray(c, to + stride);
        x20.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride)).intoArray(c, to + 2 * stride);
        x30.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride)).intoArray(c, to + 3 * stride);
        x40.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride)).intoArray(c, to + 4 * stride);
        x50.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride)).intoArray(c, to + 5 * stride);
        x60.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride)).intoArray(c, to + 6 * stride);
        x70.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride)).intoArray(c, to + 7 * stride);
    }

    /** Eight rows by two panels, of a strip: the eight elements of a column of the left factor lie behind one another. */
    void strip32(float[] a, int a0, float[] b, int from, int panel, int inner) {
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x01 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x11 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x21 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x31 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        FloatVector x41 = FloatVector.zero(SPECIES);
        FloatVector x50 = FloatVector.zero(SPECIES);
        FloatVector x51 = FloatVector.zero(SPECIES);
        FloatVector x60 = FloatVector.zero(SPECIES);
        FloatVector x61 = FloatVector.zero(SPECIES);
        FloatVector x70 = FloatVector.zero(SPECIES);
        FloatVector x71 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + panel);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT]);
            x00 = f0.fma(b0, x00);
            x01 = f0.fma(b1, x01);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 1]);
            x10 = f1.fma(b0, x10);
            x11 = f1.fma(b1, x11);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 2]);
            x20 = f2.fma(b0, x20);
            x21 = f2.fma(b1, x21);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 3]);
            x30 = f3.fma(b0, x30);
            x31 = f3.fma(b1, x31);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 4]);
            x40 = f4.fma(b0, x40);
            x41 = f4.fma(b1, x41);
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 5]);
            x50 = f5.fma(b0, x50);
            x51 = f5.fma(b1, x51);
            FloatVector f6 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 6]);
            x60 = f6.fma(b0, x60);
            x61 = f6.fma(b1, x61);
            FloatVector f7 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 7]);
            x70 = f7.fma(b0, x70);
            x71 = f7.fma(b1, x71);
        }
        float[] c = target;
        int to = place;
        int stride = distance;
        x00.add(FloatVector.fromArray(SPECIES, c, to)).intoArray(c, to);
        x01.add(FloatVector.fromArray(SPECIES, c, to + LANES)).intoArray(c, to + LANES);
        x10.add(FloatVector.fromArray(SPECIES, c, to + stride)).intoArray(c, to + stride);
        x11.add(FloatVector.fromArray(SPECIES, c, to + stride + LANES)).intoArray(c, to + stride + LANES);
        x20.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride)).intoArray(c, to + 2 * stride);
        x21.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride + LANES)).intoArray(c, to + 2 * stride + LANES);
        x30.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride)).intoArray(c, to + 3 * stride);
        x31.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride + LANES)).intoArray(c, to + 3 * stride + LANES);
        x40.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride)).intoArray(c, to + 4 * stride);
        x41.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride + LANES)).intoArray(c, to + 4 * stride + LANES);
        x50.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride)).intoArray(c, to + 5 * stride);
        x51.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride + LANES)).intoArray(c, to + 5 * stride + LANES);
        x60.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride)).intoArray(c, to + 6 * stride);
        x61.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride + LANES)).intoArray(c, to + 6 * stride + LANES);
        x70.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride)).intoArray(c, to + 7 * stride);
        x71.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride + LANES)).intoArray(c, to + 7 * stride + LANES);
    }

    /** As {@link #strip32}, one panel only. */
    void strip16(float[] a, int a0, float[] b, int from, int inner) {
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        FloatVector x50 = FloatVector.zero(SPECIES);
        FloatVector x60 = FloatVector.zero(SPECIES);
        FloatVector x70 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT]);
            x00 = f0.fma(b0, x00);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 1]);
            x10 = f1.fma(b0, x10);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 2]);
            x20 = f2.fma(b0, x20);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 3]);
            x30 = f3.fma(b0, x30);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 4]);
            x40 = f4.fma(b0, x40);
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 5]);
            x50 = f5.fma(b0, x50);
            FloatVector f6 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 6]);
            x60 = f6.fma(b0, x60);
            FloatVector f7 = FloatVector.broadcast(SPECIES, a[a0 + k * HEIGHT + 7]);
            x70 = f7.fma(b0, x70);
        }
        float[] c = target;
        int to = place;
        int stride = distance;
        x00.add(FloatVector.fromArray(SPECIES, c, to)).intoArray(c, to);
        x10.add(FloatVector.fromArray(SPECIES, c, to + stride)).intoArray(c, to + stride);
        x20.add(FloatVector.fromArray(SPECIES, c, to + 2 * stride)).intoArray(c, to + 2 * stride);
        x30.add(FloatVector.fromArray(SPECIES, c, to + 3 * stride)).intoArray(c, to + 3 * stride);
        x40.add(FloatVector.fromArray(SPECIES, c, to + 4 * stride)).intoArray(c, to + 4 * stride);
        x50.add(FloatVector.fromArray(SPECIES, c, to + 5 * stride)).intoArray(c, to + 5 * stride);
        x60.add(FloatVector.fromArray(SPECIES, c, to + 6 * stride)).intoArray(c, to + 6 * stride);
        x70.add(FloatVector.fromArray(SPECIES, c, to + 7 * stride)).intoArray(c, to + 7 * stride);
    }

    /** Adds a vector or its first lanes. */
    private static void addPart(float[] x, int from, float[] c, int to, int count) {
        if (to + LANES > c.length) {
            for (int i = 0; i < count; i++) {
                c[to + i] += x[from + i];
            }
            return;
        }
        Lanes.firstToAdd(FloatVector.fromArray(SPECIES, x, from), Math.min(LANES, count))
                .add(FloatVector.fromArray(SPECIES, c, to))
                .intoArray(c, to);
    }
}
