package io.millrace.model.sampler;

/** A distribution q over items, drawn from independently and with replacement. */
public interface NegativeSampler {
    /**
     * Fills both arrays; allocates nothing.
     *
     * @param seed decides the draw, together with the vocabulary; another for every example
     * @param ids receives the items drawn; its length is R
     * @param logQ receives {@code ln q} of each, for {@link LogQ}; at least as long as {@code ids}
     */
    void draw(long seed, long[] ids, float[] logQ);
}
