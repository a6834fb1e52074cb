package io.millrace.model.kernel;

/** {@code SiLU(x) = x·σ(x)} and its derivative (Elfwing, Uchibe, Doya, 2017, arXiv 1702.03118). */
public final class Silu {
    private Silu() {}

    /**
     * Writes {@code scale·SiLU(x)} over {@code x} and {@code scale·SiLU'(x)} to {@code slope}, for {@code length}
     * elements of each from {@code offset}.
     */
    public static void apply(float[] x, float[] slope, int offset, int length, float scale) {
        Sigmoid.apply(x, slope, offset, length);
        for (int i = offset; i < offset + length; i++) {
            float sigmoid = slope[i];
            float value = x[i] * sigmoid;
            // σ + xσ(1 − σ), with xσ at hand.
            slope[i] = scale * (sigmoid + value - value * sigmoid);
            x[i] = scale * value;
        }
    }
}
