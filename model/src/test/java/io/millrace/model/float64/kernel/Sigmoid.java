package io.millrace.model.float64.kernel;

/** The logistic function in double precision: what the approximation for floats stands for. */
public final class Sigmoid {
    private Sigmoid() {}

    /** Writes σ(x) to {@code y} for {@code length} elements. */
    public static void apply(double[] x, int xOffset, double[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = 1 / (1 + Math.exp(-x[xOffset + i]));
        }
    }
}
