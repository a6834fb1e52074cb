package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.input.TokenSequence;
import java.util.Arrays;

/** Ranks an item among all, those left out that were in the input. Items of one score stand in the order of their places. */
final class FullRanking {
    private final boolean[] filtered;

    /** @param items V */
    FullRanking(int items) {
        this.filtered = new boolean[items];
    }

    /**
     * The target's rank, from 1; V + 1 if it is itself in the input, and so not among what is ranked. A score that is no
     * number counts as better than the target's: a model that has broken down is not to look good.
     *
     * @param scores by place
     */
    int rank(float[] scores, UserHistory.Question question) {
        Arrays.fill(filtered, false);
        TokenSequence kept = question.kept();
        for (int i = 0; i < kept.length(); i++) {
            filtered[(int) kept.item(i)] = true;
        }
        int target = question.target();
        if (filtered[target]) {
            return filtered.length + 1;
        }
        float own = scores[target];
        int ahead = 0;
        for (int item = 0; item < filtered.length; item++) {
            boolean behind = scores[item] < own || scores[item] == own && item > target;
            if (item != target && !filtered[item] && !behind) {
                ahead++;
            }
        }
        return ahead + 1;
    }
}
