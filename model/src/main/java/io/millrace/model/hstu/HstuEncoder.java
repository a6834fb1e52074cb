package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/** Embedding and layers: from tokens to one vector y per token and candidate. */
public final class HstuEncoder {
    private static final long[] NO_CANDIDATES = {};

    private final int longest;
    private final TokenEmbedding embedding;
    private final List<HstuLayer> layers = new ArrayList<>();
    private final Scratch masks = new Scratch();
    private Matrix mask;

    /** Declares the tables of the embedding and, layer by layer, the tensors {@code hstu.<layer>.*}. */
    public HstuEncoder(Layout layout, ModelConfig.Hstu sizes) {
        this.longest = sizes.maxTokens();
        this.embedding = new TokenEmbedding(layout, sizes);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            layers.add(new HstuLayer(layout, "hstu." + layer, sizes));
        }
    }

    public TokenEmbedding embedding() {
        return embedding;
    }

    /**
     * Encodes a history.
     *
     * @return y, H × D, valid until the next call
     * @throws IllegalArgumentException if there are more than N tokens
     */
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, Dropout dropout) {
        return encode(parameters, tokens, requestSeconds, NO_CANDIDATES, dropout);
    }

    /**
     * Encodes a history and, behind it, candidates for the moment of the request.
     *
     * @return y, (H + m) × D, valid until the next call
     * @throws IllegalArgumentException if there are more than N − 1 tokens: a candidate stands behind them
     */
    public Matrix forward(Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates) {
        return encode(parameters, tokens, requestSeconds, candidates, Dropout.NONE);
    }

    private Matrix encode(
            Parameters parameters, TokenSequence tokens, long requestSeconds, long[] candidates, Dropout dropout) {
        int positions = tokens.length() + Math.min(1, candidates.length);
        if (positions > longest) {
            throw new IllegalArgumentException(positions + " positions, but this model has " + longest
                    + ": keep the most recent tokens, and leave one position to candidates");
        }
        long[] queries = querySeconds(tokens, requestSeconds);
        Timeline timeline = new Timeline(tokens.seconds(), queries, candidates.length, requestSeconds);
        Matrix x = embedding.forward(parameters, tokens, candidates);
        mask = null;
        if (dropout.isActive()) {
            mask = masks.matrix(x.rows(), x.columns());
            dropout.draw(0, mask);
            x.setProduct(x, mask);
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            x = layers.get(layer).forward(parameters, x, timeline, dropout, layer + 1);
        }
        return x;
    }

    /**
     * The time of what each row predicts. A row behind which an item follows predicts that item, and the moment of its
     * exposure is known when it is asked for. An item's row predicts what the user will do with it, as of its exposure:
     * the time of the action would give away whether there was one, and is not known to whoever ranks.
     */
    static long[] querySeconds(TokenSequence tokens, long requestSeconds) {
        int length = tokens.length();
        long[] queries = new long[length];
        for (int token = 0; token < length; token++) {
            if (tokens.kinds()[token] == TokenSequence.ITEM) {
                queries[token] = tokens.seconds()[token];
            } else {
                queries[token] = token + 1 < length ? tokens.seconds()[token + 1] : requestSeconds;
            }
        }
        return queries;
    }

    /** Adds the gradients of everything read by a forward pass without candidates; {@code dy} is d(loss)/dy, H × D. */
    public void backward(Parameters parameters, Gradients gradients, TokenSequence tokens, Matrix dy) {
        Matrix dx = dy;
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            dx = layers.get(layer).backward(parameters, gradients, dx);
        }
        if (mask != null) {
            dx.setProduct(dx, mask);
        }
        embedding.backward(gradients, tokens, dx);
    }
}
