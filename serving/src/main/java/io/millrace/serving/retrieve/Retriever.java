package io.millrace.serving.retrieve;

import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.index.TopK;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.List;

/**
 * The items that fit a history best, by exact scan over the items of one version. Thread-safe.
 *
 * @param model the version asked
 */
public record Retriever(ServedModel model) {
    private static final long NO_USER = 0;
    private static final Candidates NO_CANDIDATES = new Candidates(new long[0], new long[0][]);

    /**
     * The best k items after the last token. An empty history gives no items: the model says nothing without a token,
     * and popularity is not published.
     *
     * @param requestSeconds seconds since the epoch, not before the last token
     * @param k at least 1
     * @param seen items never to be returned
     * @return at most k, best first; equal scores by id, so that the answer is a function of the arguments
     */
    public List<ScoredItem> retrieve(TokenSequence tokens, long requestSeconds, int k, LongSet seen) {
        TopK best = new TopK(k);
        if (tokens.length() == 0) {
            return List.of();
        }
        float[] query = model.with(workspace -> {
            workspace.recommender().rowsOf(tokens, NO_USER, NO_CANDIDATES, workspace);
            return workspace.recommender().query(tokens, requestSeconds, workspace.parameters());
        });
        model.items().scan(query, seen, best);
        return best.drain();
    }
}
