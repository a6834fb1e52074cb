package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.loss.BinaryCrossEntropy;
import io.millrace.model.wukong.Request;
import java.util.ArrayList;
import java.util.List;

/** The ranking labels of one example: which items are to be ranked, and what the rankers' logits should have been. */
final class RankingObjective {
    private final Example example;
    private final ConversionWeights weights;
    private final List<Request> requests = new ArrayList<>();
    private final List<Integer> supervised = new ArrayList<>();
    private final List<Integer> requestOf = new ArrayList<>();

    /** Labels of one item token share a request; supervision is ordered by token. A label that weighs nothing is none. */
    RankingObjective(Example example, ConversionWeights weights) {
        this.example = example;
        this.weights = weights;
        int last = -1;
        for (int s = 0; s < example.supervision().length; s++) {
            Supervision label = example.supervision()[s];
            if (label.task() == Supervision.RETRIEVAL || label.weight() == 0) {
                continue;
            }
            int token = label.token();
            if (token != last) {
                long item = example.tokens().item(token);
                requests.add(new Request(item, token, token, example.features()[s], example.dense()[s]));
                last = token;
            }
            supervised.add(s);
            requestOf.add(requests.size() - 1);
        }
    }

    Example example() {
        return example;
    }

    /** The items to be ranked, B of them. */
    List<Request> requests() {
        return requests;
    }

    /**
     * Compares one ranker's logits with the labels. A label that may be overtaken by a conversion weighs what its task's
     * policy says of this ranker's own probabilities, which is a constant to the gradient.
     *
     * @param logits B × learnt tasks
     * @param dLogits receives d(loss)/d(logits), B × learnt tasks
     * @return the mean over the labels of weight times cross-entropy
     */
    double loss(Matrix logits, Matrix dLogits) {
        dLogits.clear();
        double sum = 0;
        for (int i = 0; i < supervised.size(); i++) {
            Supervision label = example.supervision()[supervised.get(i)];
            double logit = logits.get(requestOf.get(i), label.task());
            double weight = label.weight() * weights.of(label, logits, requestOf.get(i)) / supervised.size();
            sum += weight * BinaryCrossEntropy.loss(logit, label.label());
            int at = dLogits.row(requestOf.get(i)) + label.task();
            dLogits.values()[at] += (float) (weight * BinaryCrossEntropy.gradient(logit, label.label()));
        }
        return sum;
    }

    /** Adds one model's predictions to {@code predictions}, in the order of the supervision. */
    void report(String model, Matrix logits, List<Outcome.Prediction> predictions) {
        for (int i = 0; i < supervised.size(); i++) {
            int s = supervised.get(i);
            float logit = logits.get(requestOf.get(i), example.supervision()[s].task());
            predictions.add(new Outcome.Prediction(s, model, (float) BinaryCrossEntropy.probability(logit)));
        }
    }
}
