package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Panels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of products: a few rows and columns of a result are held in registers while a panel of the right
 * factor passes by. How many rows go by how C2 of JDK 17 gives out registers: one row more, or a loop in the loop, and it
 * spills or boxes, and takes twice or twenty times as long. The loops need the strip mining that counted loops with
 * safepoints have, the default under G1. Each method adds to what is in {@code c}, whose rows lie {@code stride} apart.
 */
final class Tiles {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    static final int LANES = 8;

    private Tiles() {}

    /** Five rows by sixteen columns; the rows of the left factor lie {@code step} apart. */
    static void rows16(float[] a, int a0, int step, float[] b, int from, int inner, float[] c, int to, int stride) {
        int c0 = to;
        int c1 = to + stride;
        int c2 = to + 2 * stride;
        int c3 = to + 3 * stride;
        int c4 = to + 4 * stride;
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
        FloatVector x00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector x01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        FloatVector x10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector x11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        FloatVector x20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector x21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        FloatVector x30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector x31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
        FloatVector x40 = FloatVector.fromArray(SPECIES, c, c4);
        FloatVector x41 = FloatVector.fromArray(SPECIES, c, c4 + LANES);
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
        x00.intoArray(c, c0);
        x01.intoArray(c, c0 + LANES);
        x10.intoArray(c, c1);
        x11.intoArray(c, c1 + LANES);
        x20.intoArray(c, c2);
        x21.intoArray(c, c2 + LANES);
        x30.intoArray(c, c3);
        x31.intoArray(c, c3 + LANES);
        x40.intoArray(c, c4);
        x41.intoArray(c, c4 + LANES);
    }

    /** As {@link #rows16}, the first eight columns of the panel only. */
    static void rows8(float[] a, int a0, int step, float[] b, int from, int inner, float[] c, int to, int stride) {
        int c0 = to;
        int c1 = to + stride;
        int c2 = to + 2 * stride;
        int c3 = to + 3 * stride;
        int c4 = to + 4 * stride;
        int a1 = a0 + step;
        int a2 = a0 + 2 * step;
        int a3 = a0 + 3 * step;
        int a4 = a0 + 4 * step;
        FloatVector x00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector x10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector x20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector x30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector x40 = FloatVector.fromArray(SPECIES, c, c4);
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
        x00.intoArray(c, c0);
        x10.intoArray(c, c1);
        x20.intoArray(c, c2);
        x30.intoArray(c, c3);
        x40.intoArray(c, c4);
    }

    /** Six rows by sixteen columns of a transposed left factor: six of its columns, its rows {@code step} apart. */
    static void columns16(float[] a, int a0, int step, float[] b, int from, int inner, float[] c, int to, int stride) {
        int c0 = to;
        int c1 = to + stride;
        int c2 = to + 2 * stride;
        int c3 = to + 3 * stride;
        int c4 = to + 4 * stride;
        int c5 = to + 5 * stride;
        FloatVector x00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector x01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        FloatVector x10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector x11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        FloatVector x20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector x21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        FloatVector x30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector x31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
        FloatVector x40 = FloatVector.fromArray(SPECIES, c, c4);
        FloatVector x41 = FloatVector.fromArray(SPECIES, c, c4 + LANES);
        FloatVector x50 = FloatVector.fromArray(SPECIES, c, c5);
        FloatVector x51 = FloatVector.fromArray(SPECIES, c, c5 + LANES);
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
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 5]);
            x50 = f5.fma(b0, x50);
            x51 = f5.fma(b1, x51);
        }
        x00.intoArray(c, c0);
        x01.intoArray(c, c0 + LANES);
        x10.intoArray(c, c1);
        x11.intoArray(c, c1 + LANES);
        x20.intoArray(c, c2);
        x21.intoArray(c, c2 + LANES);
        x30.intoArray(c, c3);
        x31.intoArray(c, c3 + LANES);
        x40.intoArray(c, c4);
        x41.intoArray(c, c4 + LANES);
        x50.intoArray(c, c5);
        x51.intoArray(c, c5 + LANES);
    }

    /** As {@link #columns16}, the first eight columns of the panel only. */
    static void columns8(float[] a, int a0, int step, float[] b, int from, int inner, float[] c, int to, int stride) {
        int c0 = to;
        int c1 = to + stride;
        int c2 = to + 2 * stride;
        int c3 = to + 3 * stride;
        int c4 = to + 4 * stride;
        int c5 = to + 5 * stride;
        FloatVector x00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector x10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector x20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector x30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector x40 = FloatVector.fromArray(SPECIES, c, c4);
        FloatVector x50 = FloatVector.fromArray(SPECIES, c, c5);
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
            FloatVector f5 = FloatVector.broadcast(SPECIES, a[a0 + k * step + 5]);
            x50 = f5.fma(b0, x50);
        }
        x00.intoArray(c, c0);
        x10.intoArray(c, c1);
        x20.intoArray(c, c2);
        x30.intoArray(c, c3);
        x40.intoArray(c, c4);
        x50.intoArray(c, c5);
    }
}
