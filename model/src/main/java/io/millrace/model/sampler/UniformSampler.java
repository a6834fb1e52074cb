package io.millrace.model.sampler;

import java.util.Arrays;
import java.util.Objects;

/** Every item of a vocabulary is as likely as every other. */
public final class UniformSampler implements NegativeSampler {
    private final long[] ids;
    private final int size;

    /**
     * @param ids the vocabulary; not copied, so that a sampler over a living vocabulary costs nothing
     * @param size how many of {@code ids} are in use, at least 1
     * @throws IllegalArgumentException if the vocabulary is empty
     * @throws IndexOutOfBoundsException if there are fewer ids than {@code size}
     */
    public UniformSampler(long[] ids, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("nothing to draw from");
        }
        Objects.checkFromIndexSize(0, size, ids.length);
        this.ids = ids;
        this.size = size;
    }

    @Override
    public void draw(long seed, long[] drawn, float[] logQ) {
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = ids[Bits.below(size, Bits.of(seed, i))];
        }
        Arrays.fill(logQ, 0, drawn.length, (float) -Math.log(size));
    }
}
