package io.millrace.model.sampling;

/**
 * Draws from a vocabulary that grows, independently and with replacement. Items go by places, small integers that the caller
 * gives out from 0 on without a gap. What is drawn is a pure function of the seed and of how often the items occurred, in
 * whatever order that was told: a sampler that is told it anew draws the same.
 */
public interface NegativeSampler {
    /**
     * Tells how often the item at a place has occurred, at least 0; from now on it is drawn. A place may be told of again,
     * also for another item.
     */
    void set(int place, long count);

    /**
     * Draws one place for every element of {@code places}; there has to be one.
     *
     * @param seed of these draws; every set of draws that is to be independent needs another
     * @param places receives what is drawn
     * @param logProbabilities receives by draw {@link #logProbability} of its item
     */
    void draw(long seed, int[] places, float[] logProbabilities);

    /**
     * ln q, the logarithm of the probability with which one draw gives an item that occurred so often: what the logQ
     * correction takes from its logit (Bengio, Senécal, IEEE Trans. Neural Networks 2008). Finite: 0 while there is nothing
     * to draw.
     *
     * @param count of an item with a place; 0 for one without, which counts as one that has a place and never occurred
     */
    float logProbability(long count);
}
