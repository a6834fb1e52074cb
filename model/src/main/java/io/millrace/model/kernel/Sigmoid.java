package io.millrace.model.kernel;

/**
 * The logistic function as {@code σ(x) = ½ + ½·tanh(x/2)}, tanh by the rational approximation of degree 13 over 6 that
 * Eigen uses. The absolute error is below 1e-6 and, unlike {@code Math.exp}, the loop is vectorised by the compiler.
 */
public final class Sigmoid {
    /** Where tanh is one to the last bit. */
    private static final float SATURATION = 7.90531110763549805f;

    private Sigmoid() {}

    /** Writes σ(x) to {@code y} for {@code length} elements of each from {@code offset}; NaN stays NaN. */
    public static void apply(float[] x, float[] y, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            float t = Math.max(-SATURATION, Math.min(SATURATION, 0.5f * x[i]));
            float s = t * t;
            float p = Math.fma(s, -2.76076847742355e-16f, 2.00018790482477e-13f);
            p = Math.fma(s, p, -8.60467152213735e-11f);
            p = Math.fma(s, p, 5.12229709037114e-08f);
            p = Math.fma(s, p, 1.48572235717979e-05f);
            p = Math.fma(s, p, 6.37261928875436e-04f);
            p = Math.fma(s, p, 4.89352455891786e-03f);
            float q = Math.fma(s, 1.19825839466702e-06f, 1.18534705686654e-04f);
            q = Math.fma(s, q, 2.26843463243900e-03f);
            q = Math.fma(s, q, 4.89352518554385e-03f);
            y[i] = Math.fma(0.5f, t * p / q, 0.5f);
        }
    }
}
