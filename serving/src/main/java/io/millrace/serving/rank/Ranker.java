package io.millrace.serving.rank;

import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.version.ServedModel;

/**
 * Scores candidates for a user with the forward code that trained the model. Thread-safe.
 *
 * @param model the version asked
 */
public record Ranker(ServedModel model) {
    /**
     * Probabilities, candidates × tasks, in the order of the candidates and of the configuration's tasks. Rows that the
     * version does not have are as the trainer's server would give birth to them.
     *
     * @param user row id of the user
     * @param requestSeconds seconds since the epoch, not before the last token
     */
    public float[][] rank(TokenSequence tokens, long user, long requestSeconds, Candidates candidates) {
        if (candidates.items().length == 0) {
            return new float[0][];
        }
        return model.with(workspace -> {
            workspace.recommender().rowsOf(tokens, user, candidates, workspace);
            return workspace.recommender().rank(tokens, user, requestSeconds, candidates, workspace.parameters());
        });
    }
}
