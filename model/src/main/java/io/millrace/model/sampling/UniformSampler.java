package io.millrace.model.sampling;

/** Every item alike. */
public final class UniformSampler implements NegativeSampler {
    private int size;

    @Override
    public void set(int place, long count) {
        size = Math.max(size, place + 1);
    }

    @Override
    public void draw(long seed, int[] places, float[] logProbabilities) {
        float logProbability = logProbability(0);
        for (int i = 0; i < places.length; i++) {
            places[i] = (int) Draws.below(size, seed, i);
            logProbabilities[i] = logProbability;
        }
    }

    @Override
    public float logProbability(long count) {
        return (float) -Math.log(Math.max(1, size));
    }
}
