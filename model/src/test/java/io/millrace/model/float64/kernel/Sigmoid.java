package io.millrace.model.float64.kernel;

/** The logistic function in double precision: what the approximation for floats stands for. */
public final class Sigmoid {
    private Sigmoid() {}

    /** Writes σ(x) to {@code y} for {@code length} elements of each from {@code offset}. */
    public static void apply(double[] x, double[] y, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            y[i] = 1 / (1 + Math.exp(-x[i]));
        }
    }
}
