package io.millrace.serving.rank;

import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.Workspace;
import java.util.Arrays;

/**
 * Scores candidates for a user with the forward code that trained the model. Thread-safe.
 *
 * <p>The history passes once; its keys and values then serve every micro-batch of candidates. A candidate sees the history
 * and itself only, so its score does not depend on the batch that it is in, and a request needs memory for the rows of its
 * history and of one micro-batch, however many candidates it has.
 *
 * @param model the version asked
 * @param batch candidates that pass together, at least 1
 */
public record Ranker(ServedModel model, int batch) {
    /** Few enough for what is made of them to stay in the processor's cache. */
    private static final int BATCH = 128;

    public Ranker {
        if (batch < 1) {
            throw new IllegalArgumentException("a micro-batch has at least one candidate, not " + batch);
        }
    }

    public Ranker(ServedModel model) {
        this(model, BATCH);
    }

    /**
     * Probabilities, candidates × tasks, in the order of the candidates and of the configuration's tasks. Rows that the
     * version does not have are as the trainer's server would give birth to them.
     *
     * @param user row id of the user
     * @param requestSeconds seconds since the epoch, not before the last token
     * @throws IllegalArgumentException if a candidate does not carry the configured features, or the history leaves no
     *     position to the candidates
     */
    public float[][] rank(TokenSequence tokens, long user, long requestSeconds, Candidates candidates) {
        requireFeatures(candidates);
        int count = candidates.items().length;
        float[][] probabilities = new float[count][];
        if (count == 0) {
            return probabilities;
        }
        return model.with(workspace -> {
            for (int from = 0; from < count; from += batch) {
                Candidates some = slice(candidates, from, Math.min(from + batch, count));
                float[][] scored = rank(tokens, user, requestSeconds, some, workspace);
                System.arraycopy(scored, 0, probabilities, from, scored.length);
            }
            return probabilities;
        });
    }

    private static float[][] rank(
            TokenSequence tokens, long user, long requestSeconds, Candidates candidates, Workspace workspace) {
        workspace.forgetRows();
        workspace.recommender().rowsOf(tokens, user, candidates, workspace);
        return workspace
                .recommender()
                .rank(tokens, user, requestSeconds, candidates, workspace.parameters(), workspace.history());
    }

    private void requireFeatures(Candidates candidates) {
        ModelConfig config = model.layout().config();
        int count = candidates.items().length;
        if (candidates.features().length != count || candidates.dense().length != count) {
            throw new IllegalArgumentException(count + " candidates, but features of " + candidates.features().length
                    + " and dense features of " + candidates.dense().length);
        }
        for (int c = 0; c < count; c++) {
            require(
                    "features",
                    candidates.features()[c].length,
                    config.features().size());
            require(
                    "dense features",
                    candidates.dense()[c].length,
                    config.denseFeatures().size());
        }
    }

    private static void require(String what, int carried, int configured) {
        if (carried != configured) {
            throw new IllegalArgumentException(
                    "a candidate carries " + carried + " " + what + ", but " + configured + " are configured");
        }
    }

    private static Candidates slice(Candidates all, int from, int to) {
        return new Candidates(
                Arrays.copyOfRange(all.items(), from, to),
                Arrays.copyOfRange(all.features(), from, to),
                Arrays.copyOfRange(all.dense(), from, to));
    }
}
