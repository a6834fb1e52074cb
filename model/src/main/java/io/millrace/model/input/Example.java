package io.millrace.model.input;

/**
 * What one training step learns from: a user's tokens and the labels at some of them.
 *
 * @param tokens the history; at most {@code maxTokens} tokens
 * @param user row id of the user
 * @param requestSeconds query time of the last token
 * @param features by supervised item token: {@code features[s]} are the hashed feature values at supervision s, 0 where
 *     absent, in the configured order
 * @param dense likewise: {@code dense[s]} are the numbers at supervision s, NaN where absent, in the configured order
 * @param supervision the labels, ordered by token
 * @param negatives of the retrieval loss
 * @param seed of this example's dropout
 */
public record Example(
        TokenSequence tokens,
        long user,
        long requestSeconds,
        long[][] features,
        float[][] dense,
        Supervision[] supervision,
        Negatives negatives,
        long seed) {

    /** Of a model without dense features. */
    public Example(
            TokenSequence tokens,
            long user,
            long requestSeconds,
            long[][] features,
            Supervision[] supervision,
            Negatives negatives,
            long seed) {
        this(tokens, user, requestSeconds, features, new float[features.length][0], supervision, negatives, seed);
    }

    /**
     * One label.
     *
     * @param token index of the item token
     * @param task {@link #RETRIEVAL}, or the index of the task among those that the configuration learns
     * @param label 0 or 1
     * @param weight of the loss
     */
    public record Supervision(int token, int task, float label, float weight) {
        /** The task of finding the item of {@code token} from the tokens before it. */
        public static final int RETRIEVAL = -1;
    }
}
