package io.millrace.model.optimizer;

/**
 * Arrays of the running thread that a gradient and slots are copied to for one update.
 *
 * <p>C2 vectorises a loop only if it can tell that no store meets a later load: it can where every array is indexed by
 * the bare loop variable, and not where a row is read at {@code width + i} and written at {@code i}. The copies cost a
 * fraction of what the scalar loop does.
 */
final class Workspace {
    private static final ThreadLocal<float[][]> ARRAYS = ThreadLocal.withInitial(() -> new float[3][0]);

    private Workspace() {}

    /** Three arrays of at least {@code width} floats, with whatever was left in them; valid until the next call. */
    static float[][] arrays(int width) {
        float[][] arrays = ARRAYS.get();
        if (arrays[0].length < width) {
            arrays = new float[arrays.length][width];
            ARRAYS.set(arrays);
        }
        return arrays;
    }
}
