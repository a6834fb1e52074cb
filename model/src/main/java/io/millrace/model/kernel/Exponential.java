package io.millrace.model.kernel;

/**
 * The exponential function after Cephes' expf: {@code e^x = 2^n·e^r}, {@code n = round(x / ln 2)}, {@code |r| ≤ ½ ln 2},
 * the latter by a polynomial. The relative error is below 2e-7, and there is nothing in it that vectors do not have.
 */
public final class Exponential {
    public static final float LARGEST = 88.0f;

    /** Up to here the result is 0. */
    public static final float SMALLEST = -86.0f;

    public static final float LOG2_E = 1.44269504088896341f;
    public static final float LN2_HIGH = 0.693359375f;
    public static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5·2²³: added to a float, it leaves the nearest integer in the lowest bits. */
    public static final float ROUNDER = 12582912.0f;

    public static final int MANTISSA_BITS = 23;

    /** Coefficients of {@code (e^r − 1 − r) / r²}, from the highest. */
    public static final float P5 = 1.9875691500e-4f;

    public static final float P4 = 1.3981999507e-3f;
    public static final float P3 = 8.3334519073e-3f;
    public static final float P2 = 4.1665795894e-2f;
    public static final float P1 = 1.6666665459e-1f;
    public static final float P0 = 5.0000001201e-1f;

    private Exponential() {}

    /** e^x; NaN stays NaN, and from {@link #LARGEST} on the result rises no more. */
    public static float of(float x) {
        float inside = Math.max(SMALLEST, Math.min(LARGEST, x));
        float rounded = Math.fma(inside, LOG2_E, ROUNDER);
        float power = rounded - ROUNDER;
        float r = Math.fma(power, -LN2_HIGH, inside);
        r = Math.fma(power, -LN2_LOW, r);
        float p = Math.fma(r, P5, P4);
        p = Math.fma(p, r, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        float mantissa = Math.fma(p, r * r, r) + 1.0f;
        int bits = (Float.floatToRawIntBits(rounded) << MANTISSA_BITS) + Float.floatToRawIntBits(mantissa);
        return inside <= SMALLEST ? 0 : Float.intBitsToFloat(bits);
    }
}
