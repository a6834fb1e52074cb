package io.millrace.model.loss;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.UnitNorm;
import java.util.Arrays;

/**
 * The items of one or more losses, by place: their rows scaled to length one, and what the losses' gradients towards those
 * add up to. An item is scaled once, however often it is drawn, and so is its gradient.
 */
public final class ItemSpace {
    private final int width;
    private final UnitNorm norm = new UnitNorm();
    private final Scratch inputGradients = new Scratch();
    private final Matrix rows = new Matrix();
    private final Matrix gradient = new Matrix();
    private float[] rowValues = {};
    private float[] gradientValues = {};
    private long[] ids = {};
    private float[] logProbabilities = {};
    private int size;
    private boolean uniform = true;
    private Matrix normalised;
    private Matrix inputGradient;

    /** @param width D */
    public ItemSpace(int width) {
        this.width = width;
    }

    /** Forgets all items. */
    public void clear() {
        size = 0;
        uniform = true;
    }

    /**
     * Adds an item.
     *
     * @param row its D floats, from index 0
     * @param logProbability logarithm of the probability with which the sampler of negatives draws it; any constant if the
     *     sampler is uniform
     * @return its place
     */
    public int add(long id, float[] row, float logProbability) {
        if (size == ids.length) {
            int capacity = Math.max(64, 2 * size);
            ids = Arrays.copyOf(ids, capacity);
            logProbabilities = Arrays.copyOf(logProbabilities, capacity);
            rowValues = Arrays.copyOf(rowValues, capacity * width);
        }
        ids[size] = id;
        logProbabilities[size] = logProbability;
        uniform &= logProbability == logProbabilities[0];
        System.arraycopy(row, 0, rowValues, size * width, width);
        return size++;
    }

    /** To be called when the items are in: scales them, and sets the gradients to zero. */
    public void normalise() {
        int stride = stride();
        normalised = norm.forward(rows.as(rowValues, 0, size, width, width), stride);
        if (gradientValues.length < size * stride) {
            gradientValues = new float[ids.length * stride];
        }
        Arrays.fill(gradientValues, 0, size * stride, 0);
        gradient.as(gradientValues, 0, size, width, stride);
    }

    /** Floats between the beginnings of two rows: D rounded up to whole vectors, which zeros fill. */
    int stride() {
        return (width + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    }

    /** To be called when all losses have added their gradients: d(loss)/d(row), items × D, by place. */
    public Matrix backward() {
        inputGradient = inputGradients.zeros(size, width);
        norm.backward(gradient, inputGradient);
        return inputGradient;
    }

    /** How many items there are. */
    public int size() {
        return size;
    }

    long id(int place) {
        return ids[place];
    }

    float logProbability(int place) {
        return logProbabilities[place];
    }

    /** Whether all items are drawn with one probability, which then cancels. */
    boolean isUniform() {
        return uniform;
    }

    /** The scaled rows. */
    Matrix normalised() {
        return normalised;
    }

    /** To which losses add d(loss)/d(scaled row). */
    Matrix gradient() {
        return gradient;
    }
}
