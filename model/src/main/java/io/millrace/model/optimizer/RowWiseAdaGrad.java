package io.millrace.model.optimizer;

import io.millrace.model.kernel.Kernels;

/**
 * Row-wise AdaGrad: Duchi, Hazan, Singer (JMLR 2011) with one accumulator for a whole row, as embedding tables use it.
 * {@code s = γs + mean(g²)}, {@code w −= η·g/(√s + ε)}. One slot, s, zero at birth. With γ = 1 the order of updates does
 * not matter to s, and steps shrink for ever; below 1, for streams that never end, s forgets: it stays near {@code
 * mean(g²)/(1−γ)}, and steps near {@code η·√(1−γ)} times a gradient of usual size over its own root mean square. A row
 * that is not touched forgets nothing.
 *
 * @param learningRate η
 * @param epsilon ε
 * @param decay γ in (0, 1], by touch
 */
public record RowWiseAdaGrad(float learningRate, float epsilon, float decay) implements Optimizer {
    private static final Kernels KERNELS = Kernels.BEST;

    /** @throws IllegalArgumentException if the decay is not in (0, 1] */
    public RowWiseAdaGrad {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("s decays by a factor above 0 and at most 1, not " + decay);
        }
    }

    /** Without decay. */
    public RowWiseAdaGrad(float learningRate, float epsilon) {
        this(learningRate, epsilon, 1);
    }

    @Override
    public String name() {
        return "row-wise-adagrad";
    }

    @Override
    public int slots(int width) {
        return 1;
    }

    @Override
    public void apply(float[] row, int width, float[] gradient, int offset, long update) {
        float squares = KERNELS.dot(gradient, offset, gradient, offset, width);
        row[width] = decay * row[width] + squares / width;
        float step = (float) (learningRate / (Math.sqrt(row[width]) + epsilon));
        KERNELS.addScaled(-step, gradient, offset, row, 0, width);
    }
}
