package io.millrace.model.sequence;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;

/**
 * A sequence model: from tokens to one vector y per token and candidate. The row of a token depends on that token and on
 * those before it only, that of a candidate on the whole history and on itself only. Not thread-safe.
 */
public interface SequenceEncoder {
    TokenEmbedding embedding();

    /** An empty cache for one user's history. */
    HistoryCache newCache();

    /**
     * Encodes a history.
     *
     * @return y, H × D, valid until the next call
     * @throws IllegalArgumentException if there are more than N tokens
     */
    Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, Dropout dropout);

    /**
     * Encodes a history and, behind it, candidates for the moment of the request.
     *
     * @return y, (H + m) × D, valid until the next call
     * @throws IllegalArgumentException if there are more than N − 1 tokens: a candidate stands behind them
     */
    Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates);

    /**
     * The same, for what is not in the cache already; afterwards it is.
     *
     * @param tokens those that the cache was filled from, and maybe more behind them
     * @param cache of an encoder of this kind and these sizes
     * @return y, (H + m) × D, valid until the next call with this cache
     */
    Matrix forward(
            Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates, HistoryCache cache);

    /** Adds the gradients of everything read by a forward pass without candidates; {@code dy} is d(loss)/dy, H × D. */
    void backward(Parameters parameters, Gradients gradients, TokenSequence tokens, Matrix dy);
}
