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
    /** Drops nothing: for every pass that does not train. */
    public static final Dropout NONE = new Dropout(0, 0);

    public boolean isActive() {
        return probability > 0;
    }

    /** Fills {@code mask} with the factors of its elements; every place that drops has a {@code stream} of its own. */
    public void draw(int stream, Matrix mask) {
        long base = Ids.combine(seed, stream);
        float kept = 1.0f / (1.0f - probability);
        long threshold = (long) (probability * 0x1p31);
        int size = mask.rows() * mask.columns();
        for (int i = 0; i < size; i++) {
            mask.values()[i] = Ids.mix(base + i) >>> 33 < threshold ? 0 : kept;
        }
    }
}
