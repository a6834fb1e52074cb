package io.millrace.model.optimizer;

/**
 * Clipping by the global norm (Pascanu, Mikolov, Bengio, ICML 2013): a gradient whose L2 norm over all tensors is above
 * a limit is scaled down to it, which keeps its direction.
 *
 * @param limit of the norm, above 0; infinite to let every finite gradient pass
 */
public record NormClipping(double limit) {
    /** @throws IllegalArgumentException if the limit is not above 0 */
    public NormClipping {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("a limit of the gradient's norm is above 0, not " + limit);
        }
    }

    /**
     * What to multiply the gradient by: 1 up to the limit, {@code limit / norm} beyond.
     *
     * @param squaredNorm the sum of {@link #sumOfSquares} over all tensors
     * @return in (0, 1], or 0 if the norm is not finite. Such a step must be left out: multiplying by 0 would keep its
     *     NaNs
     */
    public double scale(double squaredNorm) {
        if (!Double.isFinite(squaredNorm)) {
            return 0;
        }
        double norm = Math.sqrt(squaredNorm);
        return norm <= limit ? 1 : limit / norm;
    }

    /** In double precision, so that squares of large floats do not overflow; NaN or infinite if an element is. */
    public static double sumOfSquares(float[] values, int offset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = offset + length;
        int i = offset;
        for (; i + 4 <= end; i += 4) {
            s0 += square(values[i]);
            s1 += square(values[i + 1]);
            s2 += square(values[i + 2]);
            s3 += square(values[i + 3]);
        }
        for (; i < end; i++) {
            s0 += square(values[i]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double square(double value) {
        return value * value;
    }
}
