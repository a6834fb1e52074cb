package io.millrace.model.sasrec;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.layer.AffineLayerNorm;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.HistoryCache;
import io.millrace.model.sequence.LayerCache;
import io.millrace.model.sequence.SequenceEncoder;
import io.millrace.model.sequence.TokenEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * SASRec over the tokens that HSTU reads: the same embedding, layers of causal softmax attention, and a last norm. It knows
 * the order of tokens but not their times, so that no row changes once it has been made, whenever it is asked for.
 *
 * <p>Of HSTU's sizes all mean here what they mean there, except that N is no normaliser. Unlike the paper's, heads may be
 * several, and what is dropped are embeddings and what the layers add, not attention weights.
 */
public final class SasRecEncoder implements SequenceEncoder {
    private static final long[] NO_CANDIDATES = {};

    private final HstuSizes sizes;
    private final TokenEmbedding embedding;
    private final List<SasRecLayer> layers = new ArrayList<>();
    private final List<LayerCache> caches = new ArrayList<>();
    private final AffineLayerNorm norm;
    private Dropout dropout = Dropout.NONE;

    /**
     * Declares the tables of the embedding, layer by layer the tensors {@code sasrec.<layer>.*}, and those of {@code
     * sasrec.ln}.
     */
    public SasRecEncoder(Layout layout, HstuSizes sizes) {
        this.sizes = sizes;
        this.embedding = new TokenEmbedding(layout, sizes);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            layers.add(new SasRecLayer(layout, "sasrec." + layer, sizes));
            caches.add(new LayerCache(sizes));
        }
        this.norm = new AffineLayerNorm(layout, "sasrec.ln", sizes.width());
    }

    @Override
    public TokenEmbedding embedding() {
        return embedding;
    }

    @Override
    public HistoryCache newCache() {
        return new HistoryCache(
                sizes, layers.stream().map(layer -> new LayerCache(sizes)).toList());
    }

    @Override
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, Dropout drop) {
        return encodeAll(parameters, tokens, NO_CANDIDATES, drop);
    }

    @Override
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates) {
        return encodeAll(parameters, tokens, candidates, Dropout.NONE);
    }

    @Override
    public Matrix forward(
            Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates, HistoryCache cache) {
        embedding.requirePositions(tokens, candidates);
        int history = tokens.length();
        cache.keepFor(history, requestSeconds);
        int done = cache.tokens();
        Matrix y = encode(parameters, tokens, done, candidates, Dropout.NONE, cache::layer);
        return cache.add(y, history - done, history);
    }

    private Matrix encodeAll(Parameters parameters, TokenSequence tokens, long[] candidates, Dropout drop) {
        embedding.requirePositions(tokens, candidates);
        for (LayerCache cache : caches) {
            cache.reserve(tokens.length());
        }
        return encode(parameters, tokens, 0, candidates, drop, caches::get);
    }

    private Matrix encode(
            Parameters parameters,
            TokenSequence tokens,
            int done,
            long[] candidates,
            Dropout drop,
            IntFunction<LayerCache> cacheOf) {
        Matrix x = embedding.forward(parameters, tokens, done, candidates);
        dropout = drop;
        dropout.apply(0, x);
        for (int layer = 0; layer < layers.size(); layer++) {
            LayerCache cache = cacheOf.apply(layer);
            x = layers.get(layer).forward(parameters, x, tokens.length(), done, cache, dropout, 2 * layer + 1);
        }
        return norm.forward(parameters, x);
    }

    @Override
    public void backward(Parameters parameters, Gradients gradients, TokenSequence tokens, Matrix dy) {
        Matrix dx = norm.backward(parameters, gradients, dy);
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            dx = layers.get(layer).backward(parameters, gradients, dx);
        }
        dropout.apply(0, dx);
        embedding.backward(gradients, tokens, dx);
    }
}
