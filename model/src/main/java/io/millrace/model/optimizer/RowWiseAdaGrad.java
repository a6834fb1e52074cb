package io.millrace.model.optimizer;

/**
 * Row-wise AdaGrad: Duchi, Hazan, Singer (JMLR 2011) with one accumulator for a whole row, as embedding tables use it.
 * {@code s += mean(g²)}, {@code w −= η·g/(√s + ε)}. One slot, s, zero at birth; the order of updates does not matter to
 * s.
 *
 * @param learningRate η
 * @param epsilon ε
 */
public record RowWiseAdaGrad(float learningRate, float epsilon) implements Optimizer {
    @Override
    public int slots(int width) {
        return 1;
    }

    @Override
    public void apply(float[] row, int width, float[] gradient, int offset, long update) {
        float squares = 0;
        for (int i = 0; i < width; i++) {
            squares = Math.fma(gradient[offset + i], gradient[offset + i], squares);
        }
        row[width] += squares / width;
        float step = (float) (learningRate / (Math.sqrt(row[width]) + epsilon));
        for (int i = 0; i < width; i++) {
            row[i] -= step * gradient[offset + i];
        }
    }
}
