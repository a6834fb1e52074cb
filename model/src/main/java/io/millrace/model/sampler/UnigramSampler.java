package io.millrace.model.sampler;

import java.util.Arrays;

/**
 * Items in proportion to a power of how often they occur, {@code q ∝ count^power} (Mikolov et al., NeurIPS 2013, take
 * 3/4): harder negatives than uniform ones, which popularity would tell from a positive.
 *
 * <p>Alias method (Walker, TOMS 1977; built in O(V) after Vose, TSE 1991): column i keeps its item with probability
 * {@code keep[i]} and gives the rest of its 1/V to its alias, so that a draw costs two reads, however skewed the counts.
 * The distribution is that of the counts at the time of building.
 */
public final class UnigramSampler implements NegativeSampler {
    private final long[] ids;
    private final float[] logProbability;
    private final double[] keep;
    private final int[] alias;

    /**
     * @param ids the vocabulary; copied, as far as it is in use
     * @param counts how often each item occurs, above 0
     * @param size how many of {@code ids} and {@code counts} are in use, at least 1
     * @param power 1 for the unigram distribution, 0 for the uniform one
     * @throws IllegalArgumentException if the vocabulary is empty, a count is not above 0, or the power is not in [0, 1]
     */
    public UnigramSampler(long[] ids, long[] counts, int size, double power) {
        if (size < 1) {
            throw new IllegalArgumentException("nothing to draw from");
        }
        if (!(power >= 0 && power <= 1)) {
            throw new IllegalArgumentException("the power is in [0, 1], not " + power);
        }
        this.ids = Arrays.copyOf(ids, size);
        this.keep = weights(counts, size, power);
        this.logProbability = new float[size];
        this.alias = new int[size];
        double total = 0;
        for (double weight : keep) {
            total += weight;
        }
        for (int i = 0; i < size; i++) {
            logProbability[i] = (float) Math.log(keep[i] / total);
            keep[i] *= size / total;
        }
        pair();
    }

    private static double[] weights(long[] counts, int size, double power) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            if (counts[i] < 1) {
                throw new IllegalArgumentException("item " + i + " occurs " + counts[i] + " times");
            }
            weights[i] = Math.pow(counts[i], power);
        }
        return weights;
    }

    /**
     * Turns {@code keep} from V·q, whose mean is 1, into probabilities. Columns below 1 wait in the front of one array,
     * those above 1 in its back; each of the former is filled up from one of the latter.
     */
    private void pair() {
        int size = ids.length;
        int[] waiting = new int[size];
        int poor = 0;
        int rich = size;
        for (int i = 0; i < size; i++) {
            if (keep[i] < 1) {
                waiting[poor++] = i;
            } else {
                waiting[--rich] = i;
            }
        }
        while (poor > 0 && rich < size) {
            int column = waiting[--poor];
            int donor = waiting[rich];
            alias[column] = donor;
            keep[donor] -= 1 - keep[column];
            if (keep[donor] < 1) {
                rich++;
                waiting[poor++] = donor;
            }
        }
        // What is left on either side is 1 up to rounding.
        while (poor > 0) {
            keep[waiting[--poor]] = 1;
        }
    }

    @Override
    public void draw(long seed, long[] drawn, float[] logQ) {
        for (int i = 0; i < drawn.length; i++) {
            long bits = Bits.of(seed, i);
            int column = Bits.below(ids.length, bits);
            int item = Bits.unit(bits) < keep[column] ? column : alias[column];
            drawn[i] = ids[item];
            logQ[i] = logProbability[item];
        }
    }
}
