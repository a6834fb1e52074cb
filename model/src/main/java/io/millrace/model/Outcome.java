package io.millrace.model;

import java.util.List;

/**
 * What a learning pass predicted before it learnt.
 *
 * @param loss the summed loss whose gradient was accumulated
 * @param predictions one per ranking label and model: the encoder's own head, then the interaction model
 * @param retrievals one per retrieval label
 */
public record Outcome(double loss, List<Prediction> predictions, List<Retrieval> retrievals) {
    /**
     * @param supervision index into the example's supervision
     * @param model which made the prediction: the {@link Encoder#label} or the {@link Ranker#label}
     * @param probability in (0, 1)
     */
    public record Prediction(int supervision, String model, float probability) {}

    /**
     * @param supervision index into the example's supervision
     * @param query the L2-normalised query, length D, from which the item should have been found
     */
    public record Retrieval(int supervision, float[] query) {}
}
