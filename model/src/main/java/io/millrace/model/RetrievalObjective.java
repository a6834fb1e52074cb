package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
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
    private final Scratch queries = new Scratch();
    private final Scratch positives = new Scratch();
    private final Scratch negatives = new Scratch();
    private final Scratch queryGradients = new Scratch();
    private final Scratch positiveGradients = new Scratch();
    private final Scratch negativeGradients = new Scratch();

    RetrievalObjective(int itemTable, float temperature) {
        this.itemTable = itemTable;
        this.softmax = new SampledSoftmax(temperature);
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
        int width = y.columns();
        Matrix query = queries.matrix(supervised.size(), width);
        Matrix positive = positives.matrix(supervised.size(), width);
        float[] weights = new float[supervised.size()];
        long[] items = new long[supervised.size()];
        for (int s = 0; s < supervised.size(); s++) {
            Supervision label = example.supervision()[supervised.get(s)];
            System.arraycopy(y.values(), y.row(label.token() - 1), query.values(), query.row(s), width);
            items[s] = example.tokens().item(label.token());
            System.arraycopy(parameters.row(itemTable, items[s]), 0, positive.values(), positive.row(s), width);
            weights[s] = label.weight() / supervised.size();
        }
        long[] drawn = example.negatives();
        double loss = softmax.forward(
                query, positive, rows(parameters, drawn, width), (s, r) -> drawn[r] == items[s], weights);
        report(supervised, retrievals);

        Matrix dQuery = queryGradients.zeros(supervised.size(), width);
        Matrix dPositive = positiveGradients.zeros(supervised.size(), width);
        Matrix dNegative = negativeGradients.zeros(drawn.length, width);
        softmax.backward(dQuery, dPositive, dNegative);
        for (int s = 0; s < supervised.size(); s++) {
            int token = example.supervision()[supervised.get(s)].token();
            Vectors.add(dQuery.values(), dQuery.row(s), dy.values(), dy.row(token - 1), width);
        }
        addToItems(gradients, items, dPositive);
        addToItems(gradients, drawn, dNegative);
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

    private Matrix rows(Parameters parameters, long[] items, int width) {
        Matrix rows = negatives.matrix(items.length, width);
        for (int r = 0; r < items.length; r++) {
            System.arraycopy(parameters.row(itemTable, items[r]), 0, rows.values(), rows.row(r), width);
        }
        return rows;
    }

    private void report(List<Integer> supervised, List<Outcome.Retrieval> retrievals) {
        Matrix normalised = softmax.normalisedQueries();
        for (int s = 0; s < supervised.size(); s++) {
            int from = normalised.row(s);
            float[] query = Arrays.copyOfRange(normalised.values(), from, from + normalised.columns());
            retrievals.add(new Outcome.Retrieval(supervised.get(s), query));
        }
    }

    private void addToItems(Gradients gradients, long[] items, Matrix d) {
        for (int i = 0; i < items.length; i++) {
            Vectors.add(d.values(), d.row(i), gradients.row(itemTable, items[i]), 0, d.columns());
        }
    }
}
