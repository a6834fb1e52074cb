package io.millrace.learner.trainer;

import io.millrace.model.kernel.Kernels;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/**
 * Ranks the next item against the whole vocabulary (MATH §7), by the model and, as its control, by popularity. Items
 * that the user has already had are left out, the next one itself excepted.
 */
final class NextItemRanking {
    /** The rank of an item that is not in the vocabulary: no model can find it. */
    static final int UNRANKED = Integer.MAX_VALUE;

    private final ItemVocabulary vocabulary;

    NextItemRanking(ItemVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Rank from 1 by the scores of {@code query}. An item whose row this trainer has not yet pulled counts as ranked
     * above: shortly after a start at another parallelism the measure errs downwards.
     *
     * @param query length D
     * @param target the item that came next
     * @param seen items the user has had before
     */
    int byModel(float[] query, long target, LongOpenHashSet seen) {
        int at = vocabulary.indexOf(target);
        if (at < 0 || vocabulary.vector(at) == null) {
            return UNRANKED;
        }
        float threshold = dot(query, vocabulary.vector(at));
        int above = 0;
        for (int i = 0; i < vocabulary.size(); i++) {
            if (i == at) {
                continue;
            }
            float[] vector = vocabulary.vector(i);
            if ((vector == null || dot(query, vector) >= threshold) && !seen.contains(vocabulary.id(i))) {
                above++;
            }
        }
        return above + 1;
    }

    /** Rank from 1 by how often the items were positives; among equals, the middle. */
    int byPopularity(long target, LongOpenHashSet seen) {
        int at = vocabulary.indexOf(target);
        if (at < 0) {
            return UNRANKED;
        }
        return vocabulary.popularity().rank(at, place -> !seen.contains(vocabulary.id(place)));
    }

    private static float dot(float[] a, float[] b) {
        return Kernels.BEST.dot(a, 0, b, 0, a.length);
    }
}
