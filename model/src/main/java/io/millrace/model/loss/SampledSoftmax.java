package io.millrace.model.loss;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.UnitNorm;

/**
 * Sampled softmax over cosines, as in arXiv 2402.17152's public code: the logit of query and item is {@code q̂·ê / τ}, less
 * the logarithm of the probability with which the item is drawn as a negative (Yi et al., RecSys 2019; it cancels for a
 * uniform sampler); the loss of a query is the negative log-softmax of its positive among itself and R negatives. A
 * negative that is the query's positive gets the logit −5e4, which silences it.
 */
public final class SampledSoftmax {
    private static final Kernels KERNELS = Kernels.BEST;
    private static final float SILENT = -5e4f;

    private final float inverse;
    private final UnitNorm queryNorm = new UnitNorm();
    private final Product product = KERNELS.newProduct();
    private final Panels panels = new Panels();
    private final Matrix shared = new Matrix();
    private final Matrix sharedGradient = new Matrix();
    private final Scratch logits = new Scratch();
    private final Scratch positiveLogits = new Scratch();
    private final Scratch queryGradients = new Scratch();
    private float[] partialSums = {};
    private ItemSpace items;
    private int[] positives;
    private int[] negatives;
    private Matrix query;
    private Matrix logit;
    private Matrix positiveLogit;

    /** @param temperature τ */
    public SampledSoftmax(float temperature) {
        this.inverse = 1.0f / temperature;
    }

    /**
     * The loss with negatives that all queries share.
     *
     * @param queries S × D, not scaled
     * @param space the items; the negatives are its first R
     * @param positivePlaces by query, places of the positives
     * @param count R
     * @param weights by query, in the loss
     * @return the weighted sum of the queries' losses
     */
    public double forwardShared(Matrix queries, ItemSpace space, int[] positivePlaces, int count, float[] weights) {
        begin(queries, space, positivePlaces, count);
        negatives = null;
        logit.clear();
        shared.asRows(space.normalised(), 0, count);
        product.add(query, false, panels.packTransposed(shared), logit, Shape.FULL, 0);
        return softmax(weights);
    }

    /**
     * The loss with negatives of each query's own.
     *
     * @param negativePlaces by query, R places each
     */
    public double forward(
            Matrix queries, ItemSpace space, int[] positivePlaces, int[] negativePlaces, int count, float[] weights) {
        begin(queries, space, positivePlaces, count);
        negatives = negativePlaces;
        if (partialSums.length < Kernels.LANES * (count + 1)) {
            partialSums = new float[Kernels.LANES * (count + 1)];
        }
        for (int s = 0; s < query.rows(); s++) {
            KERNELS.gatherDots(
                    query.values(),
                    query.row(s),
                    space.normalised().values(),
                    space.stride(),
                    negatives,
                    s * count,
                    count,
                    logit.values(),
                    logit.row(s),
                    partialSums);
        }
        return softmax(weights);
    }

    private void begin(Matrix queries, ItemSpace space, int[] positivePlaces, int count) {
        items = space;
        positives = positivePlaces;
        query = queryNorm.forward(queries, space.stride());
        logit = logits.matrix(queries.rows(), count);
        positiveLogit = positiveLogits.matrix(queries.rows(), 1);
    }

    private int negative(int s, int r) {
        return negatives == null ? r : negatives[s * logit.columns() + r];
    }

    /** The scaled queries of the last forward pass, S × D. */
    public Matrix normalisedQueries() {
        return query;
    }

    private double softmax(float[] weights) {
        double loss = 0;
        for (int s = 0; s < query.rows(); s++) {
            loss += weights[s] * softmax(s, weights[s]);
        }
        return loss;
    }

    /** The loss of one query; leaves {@code weight·d(loss)/d(cosine)} in place of its cosines. */
    private double softmax(int s, float weight) {
        Matrix rows = items.normalised();
        float cosine =
                KERNELS.dot(query.values(), query.row(s), rows.values(), rows.row(positives[s]), query.columns());
        float own = cosine * inverse - (items.isUniform() ? 0 : items.logProbability(positives[s]));
        float[] values = logit.values();
        int from = logit.row(s);
        int count = logit.columns();
        KERNELS.scale(inverse, values, from, count);
        correct(s, from, count);
        float largest = Math.max(own, KERNELS.max(values, from, count));
        KERNELS.exp(values, from, count, largest);
        double ofOwn = Math.exp(own - largest);
        double total = ofOwn + KERNELS.sum(values, from, count);
        KERNELS.scale((float) (weight * inverse / total), values, from, count);
        positiveLogit.values()[s] = (float) (weight * inverse * (ofOwn / total - 1));
        return Math.log(total) - (own - largest);
    }

    /** Takes away what the sampler favours, and silences what is the positive. */
    private void correct(int s, int from, int count) {
        float[] values = logit.values();
        int positive = positives[s];
        long id = items.id(positive);
        for (int r = 0; r < count; r++) {
            int place = negative(s, r);
            if (place == positive || items.id(place) == id) {
                values[from + r] = SILENT;
            } else if (!items.isUniform()) {
                values[from + r] -= items.logProbability(place);
            }
        }
    }

    /** Adds the gradients of the weighted loss: to {@code dQueries} those of the queries, and to the items theirs. */
    public void backward(Matrix dQueries) {
        int width = query.columns();
        queryGradients.zeros(query.rows(), query.stride());
        Matrix dQuery = queryGradients.matrix(query.rows(), width, query.stride());
        if (negatives == null) {
            negativesBackward(dQuery);
        } else {
            ownNegativesBackward(dQuery);
        }
        Matrix rows = items.normalised();
        Matrix dRows = items.gradient();
        for (int s = 0; s < query.rows(); s++) {
            float slope = positiveLogit.values()[s];
            int row = rows.row(positives[s]);
            KERNELS.addScaled(slope, rows.values(), row, dQuery.values(), dQuery.row(s), width);
            KERNELS.addScaled(slope, query.values(), query.row(s), dRows.values(), row, width);
        }
        queryNorm.backward(dQuery, dQueries);
    }

    private void negativesBackward(Matrix dQuery) {
        sharedGradient.asRows(items.gradient(), 0, logit.columns());
        product.add(logit, false, panels.pack(shared), dQuery, Shape.FULL, 0);
        product.add(logit, true, panels.pack(query), sharedGradient, Shape.FULL, 0);
    }

    private void ownNegativesBackward(Matrix dQuery) {
        for (int s = 0; s < query.rows(); s++) {
            KERNELS.scatterDots(
                    logit.values(),
                    logit.row(s),
                    query.values(),
                    dQuery.values(),
                    query.row(s),
                    items.normalised().values(),
                    items.gradient().values(),
                    items.stride(),
                    negatives,
                    s * logit.columns(),
                    logit.columns());
        }
    }
}
