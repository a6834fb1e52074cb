package io.millrace.model.float64.kernel;

/** The exponential function in double precision: what the approximation for floats stands for. */
public final class Exponential {
    private Exponential() {}

    /** e^x. */
    public static double of(double x) {
        return Math.exp(x);
    }
}
