package io.millrace.model.loss;

import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.MatrixProduct;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.UnitNorm;
import io.millrace.model.kernel.Vectors;

/**
 * Sampled softmax over cosines, as in arXiv 2402.17152's public code: the logit of query and item is {@code q̂·ê / τ},
 * the loss of a query is the negative log-softmax of its positive among itself and R negatives, which all queries share.
 * A negative that is the query's positive gets the logit −5e4, which silences it.
 */
public final class SampledSoftmax {
    /** Says whether negative {@code r} is the same item as the positive of query {@code s}. */
    @FunctionalInterface
    public interface Collision {
        boolean between(int s, int r);
    }

    private static final float SILENT = -5e4f;

    private final float temperature;
    private final MatrixProduct product = new MatrixProduct();
    private final UnitNorm queryNorm = new UnitNorm();
    private final UnitNorm positiveNorm = new UnitNorm();
    private final UnitNorm negativeNorm = new UnitNorm();
    private final Scratch logits = new Scratch();
    private final Scratch positiveLogits = new Scratch();
    private final Scratch queryGradients = new Scratch();
    private final Scratch positiveGradients = new Scratch();
    private final Scratch negativeGradients = new Scratch();
    private Matrix query;
    private Matrix positive;
    private Matrix negative;
    private Matrix logit;
    private Matrix positiveLogit;

    /** @param temperature τ */
    public SampledSoftmax(float temperature) {
        this.temperature = temperature;
    }

    /**
     * @param queries S × D, not normalised
     * @param positives S × D, not normalised
     * @param negatives R × D, not normalised
     * @param weights of the queries in the loss, length S
     * @return the weighted sum of the queries' losses
     */
    public double forward(Matrix queries, Matrix positives, Matrix negatives, Collision collision, float[] weights) {
        query = queryNorm.forward(queries);
        positive = positiveNorm.forward(positives);
        negative = negativeNorm.forward(negatives);
        logit = logits.zeros(queries.rows(), negatives.rows());
        positiveLogit = positiveLogits.matrix(queries.rows(), 1);
        product.addTransposedRight(query, negative, logit);
        double loss = 0;
        for (int s = 0; s < queries.rows(); s++) {
            loss += weights[s] * softmax(s, collision, weights[s]);
        }
        return loss;
    }

    /** The normalised queries of the last forward pass, S × D. */
    public Matrix normalisedQueries() {
        return query;
    }

    /** The loss of one query; leaves {@code weight·d(loss)/d(cosine)} in place of its cosines. */
    private double softmax(int s, Collision collision, float weight) {
        float[] values = logit.values();
        int from = logit.row(s);
        int to = from + logit.columns();
        float own = Vectors.dot(query.values(), query.row(s), positive.values(), positive.row(s), query.columns())
                / temperature;
        float largest = own;
        for (int i = from; i < to; i++) {
            values[i] = collision.between(s, i - from) ? SILENT : values[i] / temperature;
            largest = Math.max(largest, values[i]);
        }
        double total = Math.exp(own - largest);
        for (int i = from; i < to; i++) {
            values[i] = (float) Math.exp(values[i] - largest);
            total += values[i];
        }
        float scale = (float) (weight / (total * temperature));
        for (int i = from; i < to; i++) {
            values[i] *= scale;
        }
        positiveLogit.values()[s] = (float) (Math.exp(own - largest) * scale - weight / temperature);
        return Math.log(total) - (own - largest);
    }

    /** Adds the gradients of the weighted loss with respect to the vectors as they were given. */
    public void backward(Matrix dQueries, Matrix dPositives, Matrix dNegatives) {
        int queries = query.rows();
        int width = query.columns();
        Matrix dQuery = queryGradients.zeros(queries, width);
        Matrix dPositive = positiveGradients.zeros(queries, width);
        Matrix dNegative = negativeGradients.zeros(negative.rows(), width);
        product.add(logit, negative, dQuery);
        product.addTransposedLeft(logit, query, dNegative);
        for (int s = 0; s < queries; s++) {
            float slope = positiveLogit.values()[s];
            Vectors.add(slope, positive.values(), positive.row(s), dQuery.values(), dQuery.row(s), width);
            Vectors.add(slope, query.values(), query.row(s), dPositive.values(), dPositive.row(s), width);
        }
        queryNorm.backward(dQuery, dQueries);
        positiveNorm.backward(dPositive, dPositives);
        negativeNorm.backward(dNegative, dNegatives);
    }
}
