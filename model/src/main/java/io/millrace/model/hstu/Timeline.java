package io.millrace.model.hstu;

import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Panels;

/**
 * Who sees whom, and how long ago that was: H tokens of history, each of which sees itself and those before it, and m
 * candidates behind them, each of which sees the whole history and itself. All candidates stand at position H and at the
 * time of the request. The first tokens may be done with already: rows are made for the others only.
 */
public final class Timeline {
    private int history;
    private int done;
    private int candidates;
    private byte[] buckets = {};

    /**
     * @param tokens H of them
     * @param requestSeconds query time of the last token, time and query time of the candidates
     * @param doneTokens how many tokens at the beginning need no rows
     * @param candidateCount m
     */
    public void set(TokenSequence tokens, long requestSeconds, int doneTokens, int candidateCount) {
        this.history = tokens.length();
        this.done = doneTokens;
        this.candidates = candidateCount;
        int size = biasRows() * history;
        if (buckets.length < size) {
            buckets = new byte[Math.max(size, buckets.length + buckets.length / 2)];
        }
        for (int row = 0; row < biasRows(); row++) {
            long query = done + row < history ? querySeconds(tokens, done + row, requestSeconds) : requestSeconds;
            fill(tokens.seconds(), query, row * history, reach(row));
        }
    }

    /**
     * The time of what a token's row predicts. A row behind which an item follows predicts that item, and the moment of its
     * exposure is known when it is asked for. An item's row predicts what the user will do with it, as of its exposure:
     * the time of the action would give away whether there was one, and is not known to whoever ranks.
     */
    static long querySeconds(TokenSequence tokens, int token, long requestSeconds) {
        if (tokens.kinds()[token] == TokenSequence.ITEM) {
            return tokens.seconds()[token];
        }
        return token + 1 < tokens.length() ? tokens.seconds()[token + 1] : requestSeconds;
    }

    /** From the newest token to the oldest: the older, the later the bucket, or nearly always so. */
    private void fill(long[] seconds, long query, int at, int tokens) {
        int bucket = 0;
        for (int token = tokens - 1; token >= 0; token--) {
            bucket = TimeBuckets.of(query - seconds[token], bucket);
            buckets[at + token] = (byte) bucket;
        }
    }

    /** H. */
    public int history() {
        return history;
    }

    /**
     * Floats from one row over the tokens to the next: room for whole panels, and an odd number of them, for rows that lie a
     * power of two apart keep one another out of the cache.
     */
    int stride() {
        return ((history + Panels.WIDTH - 1) / Panels.WIDTH | 1) * Panels.WIDTH;
    }

    /** Tokens at the beginning that have no rows. */
    public int done() {
        return done;
    }

    /** Rows of tokens, H less those that are done. */
    int tokenRows() {
        return history - done;
    }

    /** m. */
    int candidates() {
        return candidates;
    }

    /** Rows of tokens, then of candidates. */
    public int rows() {
        return tokenRows() + candidates;
    }

    /** Rows that differ in what they see: one per row of a token, and one for all candidates. */
    int biasRows() {
        return tokenRows() + Math.min(1, candidates);
    }

    /** Position of a bias row. */
    int position(int row) {
        return done + row;
    }

    /** How many tokens a bias row sees. */
    int reach(int row) {
        return Math.min(done + row + 1, history);
    }

    /** Buckets of the time between what a row predicts and each token: from {@code row · H}, one byte each, unsigned. */
    byte[] buckets() {
        return buckets;
    }
}
