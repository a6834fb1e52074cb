package io.millrace.model.kernel;

/** Loops over stretches of arrays. */
public final class Vectors {
    private Vectors() {}

    /** {@code Σ a[i]·b[i]} over {@code length} elements; four partial sums, because one would wait for itself. */
    public static float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            s0 = Math.fma(a[aOffset + i], b[bOffset + i], s0);
            s1 = Math.fma(a[aOffset + i + 1], b[bOffset + i + 1], s1);
            s2 = Math.fma(a[aOffset + i + 2], b[bOffset + i + 2], s2);
            s3 = Math.fma(a[aOffset + i + 3], b[bOffset + i + 3], s3);
        }
        for (; i < length; i++) {
            s0 = Math.fma(a[aOffset + i], b[bOffset + i], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** {@code y += factor·x} over {@code length} elements. */
    public static void add(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = Math.fma(factor, x[xOffset + i], y[yOffset + i]);
        }
    }

    /** {@code y += x} over {@code length} elements. */
    public static void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    /** {@code z = x ⊙ y} over {@code length} elements. */
    static void multiply(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
        }
    }

    /** {@code y += x} over {@code length} elements of each from one {@code offset}. */
    static void add(float[] x, float[] y, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            y[i] += x[i];
        }
    }

    /** {@code z = x ⊙ y} over {@code length} elements of each from one {@code offset}. */
    static void multiply(float[] x, float[] y, float[] z, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            z[i] = x[i] * y[i];
        }
    }
}
