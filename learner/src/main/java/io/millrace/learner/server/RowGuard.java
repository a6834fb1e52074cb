package io.millrace.learner.server;

/**
 * What no update may make of a row. Weights that learn are of the order of 1, and steps of the order of the learning rate:
 * a row gets near the bound only when something is broken, and long before floats lose what they add up.
 */
final class RowGuard {
    static final float GREATEST_WEIGHT = 1e4f;

    private RowGuard() {}

    /** Whether all weights are within the bound, or nearer to it than before, and all slots finite. */
    static boolean accepts(float[] before, float[] values, int width, int storedWidth) {
        for (int i = 0; i < width; i++) {
            // Also false of NaN.
            if (!(Math.abs(values[i]) <= Math.max(GREATEST_WEIGHT, Math.abs(before[i])))) {
                return false;
            }
        }
        for (int i = width; i < storedWidth; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }
}
