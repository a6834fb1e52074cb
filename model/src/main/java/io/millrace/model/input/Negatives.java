package io.millrace.model.input;

/**
 * What the positives of a retrieval loss are told from, and how likely the sampler was to draw each of them, for the logQ
 * correction. Where all are drawn alike, any constant will do.
 *
 * @param ids drawn for the example, R of them, shared by its positions
 * @param logProbabilities by draw: logarithm of the probability with which one draw gives its item
 * @param supervised by supervision of the example: the same of the item that is supervised
 */
public record Negatives(long[] ids, float[] logProbabilities, float[] supervised) {
    /** From where they are drawn. */
    @FunctionalInterface
    public interface Source {
        /**
         * Draws negatives.
         *
         * @param count how many; as long as there is nothing to draw from, none are drawn
         * @param seed of the draw
         * @param supervised ids of the items that are supervised
         */
        Negatives draw(int count, long seed, long[] supervised);
    }

    /** Of a sampler to which all items are alike. */
    public static Negatives uniform(long[] ids, int supervised) {
        return new Negatives(ids, new float[ids.length], new float[supervised]);
    }
}
