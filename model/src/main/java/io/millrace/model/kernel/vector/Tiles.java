package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Panels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of products: five rows by two vectors of a result are summed in registers while a panel of the right
 * factor passes by, then added to the result. The shape of the loops is owed to C2 of JDK 17: a sixth row, or another loop
 * within, and it spills or boxes, and takes twice or twenty times as long; whatever is needed only after a loop is read
 * after it, or a pointer gives way to it and is fetched in every round. The loops need the strip mining that counted loops
 * with safepoints have, the default under G1.
 */
final class Tiles {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    static final int LANES = 8;

    /** Rows of a tile. */
    static final int HEIGHT = 5;

    /** Floats between the columns of a strip, of which a tile takes five: C2 can shift by it, and then drops its checks. */
    static final int STRIP = 8;

    private final float[] side = new float[HEIGHT * Panels.WIDTH];
    private float[] target;
    private int place;
    private int distance;
    private int rows;
    private int columns;
    private boolean whole;

    /**
     * Where the next tile is added: to {@code rowCount × columnCount} elements from {@code offset} in {@code c}, whose rows lie
     * {@code stride} apart. What is more than the tile has is left out. The loops keep their registers for themselves
     * because none of this is needed before they end.
     */
    Tiles to(float[] c, int offset, int stride, int rowCount, int columnCount) {
        // A reference costs the collector's barrier.
        if (target != c) {
            target = c;
        }
        place = offset;
        distance = stride;
        rows = rowCount;
        columns = columnCount;
        whole = rowCount == HEIGHT && columnCount % LANES == 0;
        return this;
    }

    /** Five rows by sixteen columns; the rows of the left factor lie {@code step} apart. */
    void rows16(float[] a, int a0, int step, float[] b, int from, int inner) {
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
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
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
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
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + LANES, x01);
            addTo(c, to + stride, x10);
            addTo(c, to + stride + LANES, x11);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 2 * stride + LANES, x21);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 3 * stride + LANES, x31);
            addTo(c, to + 4 * stride, x40);
            addTo(c, to + 4 * stride + LANES, x41);
            return;
        }
        x00.intoArray(side, 0);
        x01.intoArray(side, LANES);
        x10.intoArray(side, Panels.WIDTH);
        x11.intoArray(side, Panels.WIDTH + LANES);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x21.intoArray(side, 2 * Panels.WIDTH + LANES);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x31.intoArray(side, 3 * Panels.WIDTH + LANES);
        x40.intoArray(side, 4 * Panels.WIDTH);
        x41.intoArray(side, 4 * Panels.WIDTH + LANES);
        addSide();
    }

    /** As {@link #rows16}, the first eight columns of the panel only. */
    void rows8(float[] a, int a0, int step, float[] b, int from, int inner) {
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
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
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + stride, x10);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 4 * stride, x40);
            return;
        }
        x00.intoArray(side, 0);
        x10.intoArray(side, Panels.WIDTH);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x40.intoArray(side, 4 * Panels.WIDTH);
        addSide();
    }

    /** Five rows by sixteen columns of a transposed left factor: five of its columns, its rows {@code step} apart. */
    void columns16(float[] a, int a0, int step, float[] b, int from, int inner) {
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
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * step]);
            x00 = f0.fma(b0, x00);
            x01 = f0.fma(b1, x01);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 1]);
            x10 = f1.fma(b0, x10);
            x11 = f1.fma(b1, x11);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 2]);
            x20 = f2.fma(b0, x20);
            x21 = f2.fma(b1, x21);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 3]);
            x30 = f3.fma(b0, x30);
            x31 = f3.fma(b1, x31);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 4]);
            x40 = f4.fma(b0, x40);
            x41 = f4.fma(b1, x41);
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + LANES, x01);
            addTo(c, to + stride, x10);
            addTo(c, to + stride + LANES, x11);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 2 * stride + LANES, x21);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 3 * stride + LANES, x31);
            addTo(c, to + 4 * stride, x40);
            addTo(c, to + 4 * stride + LANES, x41);
            return;
        }
        x00.intoArray(side, 0);
        x01.intoArray(side, LANES);
        x10.intoArray(side, Panels.WIDTH);
        x11.intoArray(side, Panels.WIDTH + LANES);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x21.intoArray(side, 2 * Panels.WIDTH + LANES);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x31.intoArray(side, 3 * Panels.WIDTH + LANES);
        x40.intoArray(side, 4 * Panels.WIDTH);
        x41.intoArray(side, 4 * Panels.WIDTH + LANES);
        addSide();
    }

    /** As {@link #columns16}, the first eight columns of the panel only. */
    void columns8(float[] a, int a0, int step, float[] b, int from, int inner) {
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * step]);
            x00 = f0.fma(b0, x00);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 1]);
            x10 = f1.fma(b0, x10);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 2]);
            x20 = f2.fma(b0, x20);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 3]);
            x30 = f3.fma(b0, x30);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 4]);
            x40 = f4.fma(b0, x40);
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + stride, x10);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 4 * stride, x40);
            return;
        }
        x00.intoArray(side, 0);
        x10.intoArray(side, Panels.WIDTH);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x40.intoArray(side, 4 * Panels.WIDTH);
        addSide();
    }

    /**
     * Five rows by sixteen columns of a strip: the five elements of a column of the left factor lie behind one another, and
     * the next column's behind them. That the distance is a constant spares the loop its checks.
     */
    void strip16(float[] a, int a0, float[] b, int from, int inner) {
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
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, at + LANES);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP]);
            x00 = f0.fma(b0, x00);
            x01 = f0.fma(b1, x01);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 1]);
            x10 = f1.fma(b0, x10);
            x11 = f1.fma(b1, x11);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 2]);
            x20 = f2.fma(b0, x20);
            x21 = f2.fma(b1, x21);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 3]);
            x30 = f3.fma(b0, x30);
            x31 = f3.fma(b1, x31);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 4]);
            x40 = f4.fma(b0, x40);
            x41 = f4.fma(b1, x41);
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + LANES, x01);
            addTo(c, to + stride, x10);
            addTo(c, to + stride + LANES, x11);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 2 * stride + LANES, x21);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 3 * stride + LANES, x31);
            addTo(c, to + 4 * stride, x40);
            addTo(c, to + 4 * stride + LANES, x41);
            return;
        }
        x00.intoArray(side, 0);
        x01.intoArray(side, LANES);
        x10.intoArray(side, Panels.WIDTH);
        x11.intoArray(side, Panels.WIDTH + LANES);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x21.intoArray(side, 2 * Panels.WIDTH + LANES);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x31.intoArray(side, 3 * Panels.WIDTH + LANES);
        x40.intoArray(side, 4 * Panels.WIDTH);
        x41.intoArray(side, 4 * Panels.WIDTH + LANES);
        addSide();
    }

    /** As {@link #strip16}, the first eight columns of the panel only. */
    void strip8(float[] a, int a0, float[] b, int from, int inner) {
        FloatVector x00 = FloatVector.zero(SPECIES);
        FloatVector x10 = FloatVector.zero(SPECIES);
        FloatVector x20 = FloatVector.zero(SPECIES);
        FloatVector x30 = FloatVector.zero(SPECIES);
        FloatVector x40 = FloatVector.zero(SPECIES);
        for (int k = 0; k < inner; k++) {
            int at = from + k * Panels.WIDTH;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, at);
            FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP]);
            x00 = f0.fma(b0, x00);
            FloatVector f1 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 1]);
            x10 = f1.fma(b0, x10);
            FloatVector f2 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 2]);
            x20 = f2.fma(b0, x20);
            FloatVector f3 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 3]);
            x30 = f3.fma(b0, x30);
            FloatVector f4 = FloatVector.broadcast(SPECIES, a[a0 + k * STRIP + 4]);
            x40 = f4.fma(b0, x40);
        }
        if (whole) {
            float[] c = target;
            int to = place;
            int stride = distance;
            addTo(c, to, x00);
            addTo(c, to + stride, x10);
            addTo(c, to + 2 * stride, x20);
            addTo(c, to + 3 * stride, x30);
            addTo(c, to + 4 * stride, x40);
            return;
        }
        x00.intoArray(side, 0);
        x10.intoArray(side, Panels.WIDTH);
        x20.intoArray(side, 2 * Panels.WIDTH);
        x30.intoArray(side, 3 * Panels.WIDTH);
        x40.intoArray(side, 4 * Panels.WIDTH);
        addSide();
    }

    private static void addTo(float[] c, int at, FloatVector sum) {
        sum.add(FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
    }

    /** Adds what a tile has put on the side, as far as it is wanted. */
    private void addSide() {
        for (int row = 0; row < rows; row++) {
            int to = place + row * distance;
            for (int column = 0; column < columns; column++) {
                target[to + column] += side[row * Panels.WIDTH + column];
            }
        }
    }
}
