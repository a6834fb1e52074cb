package io.millrace.model.sequence;

import io.millrace.model.HstuSizes;
import io.millrace.model.kernel.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an encoder remembers of one user's history between requests: keys and values of every layer, and the outputs. It
 * serves as long as the history only grows and the parameters stay the same; whoever changes either starts a new one. Made by
 * {@link SequenceEncoder#newCache()}.
 */
public final class HistoryCache {
    private final int width;
    private final List<LayerCache> layers;
    private final Matrix outputs = new Matrix();
    private float[] values = {};
    private int tokens;
    private int closed;
    private long requestSeconds;

    /** Empty, over empty caches of the layers. */
    public HistoryCache(HstuSizes sizes, List<LayerCache> layers) {
        this.width = sizes.width();
        this.layers = new ArrayList<>(layers);
        layers.forEach(layer -> layer.reserve(sizes.maxTokens()));
    }

    public LayerCache layer(int layer) {
        return layers.get(layer);
    }

    /** Forgets the rows that a request at another time, or a longer history, changes. */
    public void keepFor(int length, long request) {
        if (length != tokens || request != requestSeconds) {
            tokens = Math.min(tokens, closed);
            layers.forEach(layer -> layer.keep(tokens));
        }
        requestSeconds = request;
    }

    /**
     * Takes over the outputs of the tokens that were not here, and of candidates until the next time.
     *
     * @return the outputs of all tokens and of the candidates
     */
    public Matrix add(Matrix y, int tokenRows, int closedTokens) {
        int rows = tokens + y.rows();
        if (values.length < rows * width) {
            values = Arrays.copyOf(values, Math.max(rows * width, 2 * values.length));
        }
        System.arraycopy(y.values(), y.offset(), values, tokens * width, y.rows() * width);
        tokens += tokenRows;
        closed = closedTokens;
        return outputs.as(values, 0, rows, width, width);
    }

    /** Forgets everything, for another history or other parameters. */
    public void clear() {
        closed = 0;
        tokens = 0;
        layers.forEach(layer -> layer.keep(0));
    }

    /** How many tokens are in it. */
    public int tokens() {
        return tokens;
    }
}
