package io.millrace.model;

import java.util.List;

/**
 * What a learning pass predicted before it learnt.
 *
 * @param loss the summed loss whose gradient was accumulated
 * @param predictions one per ranking label and ranker
 * @param retrievals one per retrieval label
 */
public record Outcome(double loss, List<Prediction> predictions, List<Retrieval> retrievals) {
    /** Which model made a prediction. */
    public enum Ranker {
        HSTU,
        WUKONG
    }

    /**
     * @param supervision index into the example's supervision
     * @param probability in (0, 1)
     */
    public record Prediction(int supervision, Ranker ranker, float probability) {}

    /**
     * @param supervision index into the example's supervision
     * @param query the L2-normalised query, length D, from which the item should have been found
     */
    public record Retrieval(int supervision, float[] query) {}
}
