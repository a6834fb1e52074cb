package io.millrace.model.sampling;

/** Every item alike. Takes no time to make: a vocabulary that grows can have a new one whenever it has grown. */
public final class UniformSampler implements NegativeSampler {
    private final long[] vocabulary;
    private final int size;
    private final float logProbability;

    /**
     * @param vocabulary distinct ids, not copied
     * @param size how many of them, from the first on, are drawn from
     * @throws IllegalArgumentException if there are none, or fewer than {@code size}
     */
    public UniformSampler(long[] vocabulary, int size) {
        if (size < 1 || size > vocabulary.length) {
            throw new IllegalArgumentException("cannot draw from " + size + " of " + vocabulary.length + " items");
        }
        this.vocabulary = vocabulary;
        this.size = size;
        this.logProbability = (float) -Math.log(size);
    }

    @Override
    public void draw(long seed, long[] ids, float[] logProbabilities, int offset, int count) {
        long stream = Draws.stream(seed);
        for (int i = 0; i < count; i++) {
            ids[offset + i] = vocabulary[Draws.integer(stream, i, size)];
            logProbabilities[offset + i] = logProbability;
        }
    }

    @Override
    public float logProbability(int place) {
        return logProbability;
    }
}
