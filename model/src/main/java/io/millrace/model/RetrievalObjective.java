package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.loss.ItemSpace;
import io.millrace.model.loss.SampledSoftmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Next-item retrieval: the item of a supervised token is to be found from the output y of the token before it, among the
 * example's negatives, with items represented by their raw rows. The first token has nothing before it and is skipped.
 */
final class RetrievalObjective {
    private final int itemTable;
    private final SampledSoftmax softmax;
    private final ItemSpace items;
    private final Scratch queries = new Scratch();
    private final Scratch queryGradients = new Scratch();
    private int[] positives = {};
    private float[] weights = {};

    RetrievalObjective(int itemTable, int width, float temperature) {
        this.itemTable = itemTable;
        this.softmax = new SampledSoftmax(temperature);
        this.items = new ItemSpace(width);
    }

    /**
     * Adds gradients of item rows to {@code gradients}, those of y to {@code dy}, and the queries to {@code retrievals}.
     *
     * @return the mean loss of the supervised items
     */
    double learn(
            Example example,
            Parameters parameters,
            Gradients gradients,
            Matrix y,
            Matrix dy,
            List<Outcome.Retrieval> retrievals) {
        List<Integer> supervised = supervised(example);
        if (supervised.isEmpty()) {
            return 0;
        }
        items.clear();
        Negatives negatives = example.negatives();
        for (int r = 0; r < negatives.ids().length; r++) {
            long negative = negatives.ids()[r];
            items.add(negative, parameters.row(itemTable, negative), negatives.logProbabilities()[r]);
        }
        Matrix query = collect(example, supervised, parameters, y);
        items.normalise();
        double loss = softmax.forwardShared(query, items, positives, negatives.ids().length, weights);
        report(supervised, retrievals);

        Matrix dQuery = queryGradients.zeros(query.rows(), query.columns());
        softmax.backward(dQuery);
        for (int s = 0; s < supervised.size(); s++) {
            int token = example.supervision()[supervised.get(s)].token();
            Vectors.add(dQuery.values(), dQuery.row(s), dy.values(), dy.row(token - 1), dy.columns());
        }
        addToItems(example, supervised, gradients, items.backward());
        return loss;
    }

    private static List<Integer> supervised(Example example) {
        List<Integer> supervised = new ArrayList<>();
        for (int s = 0; s < example.supervision().length; s++) {
            Supervision label = example.supervision()[s];
            if (label.task() == Supervision.RETRIEVAL && label.token() > 0) {
                supervised.add(s);
            }
        }
        return supervised;
    }

    /** The queries; the positives become items, and the weights sum up to that of a mean. */
    private Matrix collect(Example example, List<Integer> supervised, Parameters parameters, Matrix y) {
        int count = supervised.size();
        if (positives.length < count) {
            positives = new int[2 * count];
            weights = new float[2 * count];
        }
        Matrix query = queries.matrix(count, y.columns());
        for (int s = 0; s < count; s++) {
            Supervision label = example.supervision()[supervised.get(s)];
            System.arraycopy(y.values(), y.row(label.token() - 1), query.values(), query.row(s), y.columns());
            long item = example.tokens().item(label.token());
            float logProbability = example.negatives().supervised()[supervised.get(s)];
            positives[s] = items.add(item, parameters.row(itemTable, item), logProbability);
            weights[s] = label.weight() / count;
        }
        return query;
    }

    private void report(List<Integer> supervised, List<Outcome.Retrieval> retrievals) {
        Matrix normalised = softmax.normalisedQueries();
        for (int s = 0; s < supervised.size(); s++) {
            int from = normalised.row(s);
            float[] query = Arrays.copyOfRange(normalised.values(), from, from + normalised.columns());
            retrievals.add(new Outcome.Retrieval(supervised.get(s), query));
        }
    }

    private void addToItems(Example example, List<Integer> supervised, Gradients gradients, Matrix d) {
        long[] drawn = example.negatives().ids();
        for (int r = 0; r < drawn.length; r++) {
            Vectors.add(d.values(), d.row(r), gradients.row(itemTable, drawn[r]), 0, d.columns());
        }
        for (int s = 0; s < supervised.size(); s++) {
            long item = example.tokens().item(example.supervision()[supervised.get(s)].token());
            Vectors.add(d.values(), d.row(positives[s]), gradients.row(itemTable, item), 0, d.columns());
        }
    }
}
