package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import java.util.Arrays;

/** The bias {@code P[N−1+j−i] + T[b(q_i − t_j)]} of a score, by how far and by how long ago j lies before i. */
final class RelativeBias {
    private static final Kernels KERNELS = Kernels.BEST;

    /** Sums by bucket that are kept apart, so that one addition need not wait for the one before. */
    private static final int WAYS = 4;

    private final int normaliser;
    private final int byDistance;
    private final int byTime;
    private final Scratch biases = new Scratch();
    /** Of a backward pass under way; zeros between them. */
    private final float[] sums = new float[WAYS * TimeBuckets.COUNT];

    /** Declares the tensors P, 2N − 1, and T, 129. */
    RelativeBias(Layout layout, String name, int normaliser) {
        this.normaliser = normaliser;
        this.byDistance = layout.vector(name + ".P", 2 * normaliser - 1, new Distribution.Normal(0.02f));
        this.byTime = layout.vector(name + ".T", TimeBuckets.COUNT, new Distribution.Normal(0.02f));
    }

    /** The biases of rows {@code from} until {@code to} towards the tokens, where a row reaches; there is room for whole panels. */
    Matrix forward(Parameters parameters, Timeline time, int from, int to) {
        Matrix bias = biases.matrix(to - from, time.history(), time.stride());
        float[] values = bias.values();
        float[] ofTime = parameters.dense(byTime);
        byte[] buckets = time.buckets();
        for (int row = from; row < to; row++) {
            int at = bias.row(row - from);
            int reach = time.reach(row);
            int bucket = row * time.history();
            for (int j = 0; j < reach; j++) {
                values[at + j] = ofTime[buckets[bucket + j] & 0xFF];
            }
            KERNELS.add(parameters.dense(byDistance), normaliser - 1 - time.position(row), values, at, reach);
        }
        return bias;
    }

    /** The bias of a candidate towards itself. */
    float own(Parameters parameters) {
        return parameters.dense(byDistance)[normaliser - 1] + parameters.dense(byTime)[0];
    }

    /**
     * Adds the gradient of P to {@code gradients}, and keeps that of T until {@link #endBackward}.
     *
     * @param dBias d(loss)/d(bias) of rows from {@code from} on
     */
    void backward(Gradients gradients, Timeline time, Matrix dBias, int from) {
        float[] ofDistance = gradients.dense(byDistance);
        for (int r = 0; r < dBias.rows(); r++) {
            int row = from + r;
            int reach = time.reach(row);
            KERNELS.add(dBias.values(), dBias.row(r), ofDistance, normaliser - 1 - time.position(row), reach);
            addByBucket(time.buckets(), row * time.history(), dBias.values(), dBias.row(r), reach);
        }
    }

    /**
     * Ends a backward pass.
     *
     * @param dOwn d(loss)/d(own)
     */
    void endBackward(Gradients gradients, float dOwn) {
        float[] ofTime = gradients.dense(byTime);
        for (int bucket = 0; bucket < TimeBuckets.COUNT; bucket++) {
            for (int way = 0; way < WAYS; way++) {
                ofTime[bucket] += sums[way * TimeBuckets.COUNT + bucket];
            }
        }
        Arrays.fill(sums, 0);
        gradients.dense(byDistance)[normaliser - 1] += dOwn;
        ofTime[0] += dOwn;
    }

    private void addByBucket(byte[] buckets, int from, float[] d, int at, int length) {
        int j = 0;
        for (; j + WAYS <= length; j += WAYS) {
            sums[buckets[from + j] & 0xFF] += d[at + j];
            sums[TimeBuckets.COUNT + (buckets[from + j + 1] & 0xFF)] += d[at + j + 1];
            sums[2 * TimeBuckets.COUNT + (buckets[from + j + 2] & 0xFF)] += d[at + j + 2];
            sums[3 * TimeBuckets.COUNT + (buckets[from + j + 3] & 0xFF)] += d[at + j + 3];
        }
        for (; j < length; j++) {
            sums[buckets[from + j] & 0xFF] += d[at + j];
        }
    }
}
