package io.millrace.model.kernel;

/** Loops over stretches of arrays; see {@link Kernels}. */
public final class Vectors {
    private static final Kernels KERNELS = Kernels.BEST;

    private Vectors() {}

    /** {@code Σ a[i]·b[i]} over {@code length} elements. */
    public static float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        return KERNELS.dot(a, aOffset, b, bOffset, length);
    }

    /** {@code y += factor·x} over {@code length} elements. */
    public static void add(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        KERNELS.addScaled(factor, x, xOffset, y, yOffset, length);
    }

    /** {@code y += x} over {@code length} elements. */
    public static void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        KERNELS.add(x, xOffset, y, yOffset, length);
    }
}
