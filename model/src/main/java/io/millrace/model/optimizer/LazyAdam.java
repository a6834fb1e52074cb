package io.millrace.model.optimizer;

/**
 * Adam (Kingma, Ba, ICLR 2015) for rows that are touched now and then. Slots: m, then v, zero at birth.
 *
 * <p>It is not dense Adam, in which an untouched row still decays its moments, and still moves by what is left in m,
 * at every step of the model. Here a row stands still until its next gradient: moments advance only then, and the bias
 * correction counts the row's own updates. A rare row thus remembers gradients that dense Adam would have forgotten. Of
 * a row that is touched in every step both make the same.
 */
public final class LazyAdam implements Optimizer {
    private final AdamW adam;

    /**
     * @param learningRate η
     * @param beta1 β₁
     * @param beta2 β₂
     * @param epsilon ε
     */
    public LazyAdam(float learningRate, float beta1, float beta2, float epsilon) {
        this.adam = new AdamW(learningRate, beta1, beta2, epsilon, 0, 0);
    }

    @Override
    public String name() {
        return "lazy-adam";
    }

    @Override
    public int slots(int width) {
        return adam.slots(width);
    }

    @Override
    public void apply(float[] row, int width, float[] gradient, int offset, long update) {
        adam.apply(row, width, gradient, offset, update);
    }
}
