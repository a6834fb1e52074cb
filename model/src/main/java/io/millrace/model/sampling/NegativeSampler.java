package io.millrace.model.sampling;

/**
 * Draws items independently, with replacement. What is drawn is a pure function of the sampler and the seed, and nothing
 * is allocated. Safe for use by several threads as long as nobody changes the ids.
 */
public interface NegativeSampler {
    /**
     * Draws {@code count} items.
     *
     * @param seed of these draws; every set of draws that is to be independent needs another
     * @param ids receives their ids, from {@code offset} on
     * @param logProbabilities receives at the same places ln q, the logarithm of the probability with which one draw
     *     gives that item: what the logQ correction takes from a logit (Bengio, Senécal, IEEE Trans. Neural Networks 2008)
     */
    void draw(long seed, long[] ids, float[] logProbabilities, int offset, int count);

    /** ln q of the item at {@code place} of the ids that the sampler was made of; negative infinity if never drawn. */
    float logProbability(int place);
}
