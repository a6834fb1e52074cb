package io.millrace.model.optimizer;

/**
 * Row-wise AdaGrad: Duchi, Hazan, Singer (JMLR 2011) with one accumulator for a whole row, as embedding tables use it.
 * {@code s = γs + mean(g²)}, {@code w −= η·g/(√s + ε)}. One slot, s, zero at birth; without decay the order of updates
 * does not matter to s.
 *
 * <p>Decay is for streams that never end. Without it the rate η/√s falls as {@code 1/√updates}, and an old row hardly
 * learns any more. With it s forgets, update by update of this row, and under gradients whose root mean square stays
 * below G the rate stays above {@code η·√(1−γ)/(G + ε)}. As s is at least the mean square of the gradient at hand, an
 * element never moves by more than {@code η·√width}, however little s remembers.
 *
 * @param learningRate η
 * @param epsilon ε
 * @param decay γ in (0, 1]; 1 for none
 */
public record RowWiseAdaGrad(float learningRate, float epsilon, float decay) implements Optimizer {
    /** @throws IllegalArgumentException if the decay is not in (0, 1] */
    public RowWiseAdaGrad {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay is in (0, 1], not " + decay);
        }
    }

    /** Without decay. */
    public RowWiseAdaGrad(float learningRate, float epsilon) {
        this(learningRate, epsilon, 1);
    }

    @Override
    public int slots(int width) {
        return 1;
    }

    @Override
    public void apply(float[] row, int width, float[] gradient, int offset, long update) {
        float[] g = Workspace.arrays(width)[0];
        System.arraycopy(gradient, offset, g, 0, width);
        row[width] = decay * row[width] + sumOfSquares(g, width) / width;
        float step = (float) (learningRate / (Math.sqrt(row[width]) + epsilon));
        for (int i = 0; i < width; i++) {
            row[i] -= step * g[i];
        }
    }

    /** Eight partial sums, because one would wait for itself. */
    private static float sumOfSquares(float[] g, int width) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= width; i += 8) {
            s0 = Math.fma(g[i], g[i], s0);
            s1 = Math.fma(g[i + 1], g[i + 1], s1);
            s2 = Math.fma(g[i + 2], g[i + 2], s2);
            s3 = Math.fma(g[i + 3], g[i + 3], s3);
            s4 = Math.fma(g[i + 4], g[i + 4], s4);
            s5 = Math.fma(g[i + 5], g[i + 5], s5);
            s6 = Math.fma(g[i + 6], g[i + 6], s6);
            s7 = Math.fma(g[i + 7], g[i + 7], s7);
        }
        for (; i < width; i++) {
            s0 = Math.fma(g[i], g[i], s0);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
