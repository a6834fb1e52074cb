package io.millrace.model.kernel;

import io.millrace.schemas.id.Ids;

/**
 * Inverted dropout (Srivastava et al., JMLR 2014): an element is zero with {@code probability} and divided by {@code 1 −
 * probability} otherwise. Which elements are dropped is a pure function of seed, stream and index.
 *
 * @param probability in [0, 1)
 * @param seed of the pass
 */
public record Dropout(float probability, long seed) {
    private static final Kernels KERNELS = Kernels.BEST;

    /** Drops nothing: for every pass that does not train. */
    public static final Dropout NONE = new Dropout(0, 0);

    public boolean isActive() {
        return probability > 0;
    }

    /**
     * Drops elements of {@code x}, whose rows lie behind one another, and scales the others. The same call on the gradient is
     * the backward pass: nothing has to be remembered.
     *
     * @param stream another one for every place that drops
     */
    public void apply(int stream, Matrix x) {
        if (isActive()) {
            long key = Ids.combine(seed, stream);
            int threshold = (int) (probability * 0x1p31);
            KERNELS.drop(x.values(), x.offset(), x.rows() * x.columns(), key, threshold, 1.0f / (1.0f - probability));
        }
    }
}
