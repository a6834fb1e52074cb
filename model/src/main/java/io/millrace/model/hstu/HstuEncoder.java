package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.HistoryCache;
import io.millrace.model.sequence.LayerCache;
import io.millrace.model.sequence.SequenceEncoder;
import io.millrace.model.sequence.TokenEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Embedding and layers: from tokens to one vector y per token and candidate. */
public final class HstuEncoder implements SequenceEncoder {
    private static final long[] NO_CANDIDATES = {};

    private final HstuSizes sizes;
    private final TokenEmbedding embedding;
    private final List<HstuLayer> layers = new ArrayList<>();
    private final List<LayerCache> caches = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private Dropout dropout;

    /** Declares the tables of the embedding and, layer by layer, the tensors {@code hstu.<layer>.*}. */
    public HstuEncoder(Layout layout, HstuSizes sizes) {
        this.sizes = sizes;
        this.embedding = new TokenEmbedding(layout, sizes);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            layers.add(new HstuLayer(layout, "hstu." + layer, sizes));
            caches.add(layers.get(layer).newCache());
        }
    }

    @Override
    public TokenEmbedding embedding() {
        return embedding;
    }

    @Override
    public HistoryCache newCache() {
        return new HistoryCache(sizes, layers.stream().map(HstuLayer::newCache).toList());
    }

    @Override
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, Dropout dropout) {
        return encodeAll(parameters, tokens, requestSeconds, NO_CANDIDATES, dropout);
    }

    @Override
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates) {
        return encodeAll(parameters, tokens, requestSeconds, candidates, Dropout.NONE);
    }

    @Override
    public Matrix forward(
            Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates, HistoryCache cache) {
        embedding.requirePositions(tokens, candidates);
        cache.keepFor(tokens.length(), requestSeconds);
        timeline.set(tokens, requestSeconds, cache.tokens(), candidates.length);
        Matrix y = encode(parameters, tokens, candidates, Dropout.NONE, cache::layer);
        return cache.add(y, timeline.tokenRows(), closed(tokens));
    }

    /** How many tokens have rows that no later request changes: all but a last one that waits for the next item. */
    private static int closed(TokenSequence tokens) {
        int length = tokens.length();
        boolean open = length > 0 && tokens.kinds()[length - 1] != TokenSequence.ITEM;
        return open ? length - 1 : length;
    }

    private Matrix encodeAll(
            Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates, Dropout dropout) {
        embedding.requirePositions(tokens, candidates);
        for (LayerCache cache : caches) {
            cache.reserve(tokens.length());
        }
        timeline.set(tokens, requestSeconds, 0, candidates.length);
        return encode(parameters, tokens, candidates, dropout, caches::get);
    }

    private Matrix encode(
            Parameters parameters,
            TokenSequence tokens,
            long[] candidates,
            Dropout drop,
            IntFunction<LayerCache> cacheOf) {
        Matrix x = embedding.forward(parameters, tokens, timeline.done(), candidates);
        dropout = drop;
        dropout.apply(0, x);
        for (int layer = 0; layer < layers.size(); layer++) {
            x = layers.get(layer).forward(parameters, x, timeline, cacheOf.apply(layer), dropout, layer + 1);
        }
        return x;
    }

    @Override
    public void backward(Parameters parameters, Gradients gradients, TokenSequence tokens, Matrix dy) {
        Matrix dx = dy;
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            dx = layers.get(layer).backward(parameters, gradients, dx);
        }
        dropout.apply(0, dx);
        embedding.backward(gradients, tokens, dx);
    }
}
