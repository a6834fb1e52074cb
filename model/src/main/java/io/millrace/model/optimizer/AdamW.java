package io.millrace.model.optimizer;

import io.millrace.model.kernel.Kernels;

/**
 * AdamW (Loshchilov, Hutter, ICLR 2019, algorithm 2) with a linear warm-up: {@code m = β₁m + (1−β₁)g}, {@code v = β₂v +
 * (1−β₂)g²}, {@code w −= η_t·(m̂/(√v̂ + ε) + λw)} with bias-corrected m̂ and v̂. Slots: m, then v, zero at birth.
 *
 * <p>Moments advance only when a gradient arrives. That is AdamW for a dense tensor, whose every block has a gradient in
 * every step; for rows that are touched now and then it would be another algorithm, {@link LazyAdam}.
 *
 * @param learningRate η after the warm-up
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param weightDecay λ, decoupled from the gradient
 * @param warmupSteps updates over which the rate rises linearly to η; 0 for none
 */
public record AdamW(float learningRate, float beta1, float beta2, float epsilon, float weightDecay, int warmupSteps)
        implements Optimizer {
    private static final Kernels KERNELS = Kernels.BEST;

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public int slots(int width) {
        return 2 * width;
    }

    @Override
    public void apply(float[] row, int width, float[] gradient, int offset, long update) {
        double warmth = update < warmupSteps ? (double) update / warmupSteps : 1.0;
        float rate = (float) (learningRate * warmth);
        float step = (float) (rate / (1.0 - Math.pow(beta1, update)));
        float correction = (float) (1.0 / (1.0 - Math.pow(beta2, update)));
        KERNELS.adam(row, width, gradient, offset, beta1, beta2, step, correction, epsilon, rate * weightDecay);
    }
}
