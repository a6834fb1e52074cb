package io.millrace.model.hstu;

import io.millrace.model.ModelConfig;
import io.millrace.model.kernel.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * What an encoder remembers of one user's history between requests: keys and values of every layer, and the outputs. It
 * serves as long as the history only grows and the parameters stay the same; whoever changes either starts a new one. Made by
 * {@link HstuEncoder#newCache()}.
 */
public final class HistoryCache {
    private final int longest;
    private final List<LayerCache> layers;
    private final Matrix outputs;
    private int tokens;
    private int closed;
    private long requestSeconds;

    HistoryCache(ModelConfig.Hstu sizes, List<LayerCache> layers) {
        this.longest = sizes.maxTokens();
        this.layers = new ArrayList<>(layers);
        this.outputs = Matrix.of(new float[longest * sizes.width()], longest, sizes.width());
        layers.forEach(layer -> layer.reserve(longest));
    }

    LayerCache layer(int layer) {
        return layers.get(layer);
    }

    /** Forgets the rows that a request at another time, or a longer history, changes. */
    void keepFor(int length, long request) {
        if (length != tokens || request != requestSeconds) {
            tokens = Math.min(tokens, closed);
            layers.forEach(layer -> layer.keep(tokens));
        }
        requestSeconds = request;
    }

    /** Takes over the outputs of the tokens that were not here. */
    void add(Matrix y, int tokenRows, int closedTokens) {
        int width = outputs.columns();
        System.arraycopy(y.values(), y.offset(), outputs.values(), tokens * width, tokenRows * width);
        tokens += tokenRows;
        closed = closedTokens;
    }

    /** How many tokens are in it. */
    public int tokens() {
        return tokens;
    }

    /** The outputs of its tokens, in the first {@link #tokens()} rows. */
    public Matrix outputs() {
        return outputs;
    }
}
