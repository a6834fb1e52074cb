package io.millrace.model.sampling;

import java.util.Arrays;

/**
 * Items by a power of how often they occur, {@code q ∝ (1 + count)^power}; word2vec takes 0.75 (Mikolov et al., NeurIPS
 * 2013). The 1 lets items be drawn that never occurred, and gives those a probability that have yet to come.
 *
 * <p>Counts change with every example, so that the weights lie in a tree of partial sums (Fenwick, "A new data structure for
 * cumulative frequency tables", Software: Practice and Experience 1994): to change one and to draw one takes O(log n), and
 * draws are always by the counts as they are. Weights are whole numbers, whose sums do not depend on the order in which they
 * were added up; the probabilities are exactly theirs. They add up to less than 2⁶³ as long as counts do to 2⁴⁶.
 */
public final class UnigramSampler implements NegativeSampler {
    /** The weight of an item that never occurred. */
    private static final double UNIT = 1 << 16;

    private final double power;
    private long[] weights = new long[16];
    /** At i, from 1 on, the sum of as many weights up to place i − 1 as the lowest bit of i says. */
    private long[] sums = new long[weights.length + 1];

    private long total;

    /**
     * @param power 0 for uniform, 1 for as often as they occur
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public UnigramSampler(double power) {
        this.power = requirePower(power);
    }

    /**
     * The power, if it is one.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public static double requirePower(double power) {
        if (!(power >= 0 && power <= 1)) {
            throw new IllegalArgumentException("negatives are drawn by a power in [0, 1], not " + power);
        }
        return power;
    }

    private long weight(long count) {
        return Math.round(UNIT * Math.pow(1.0 + count, power));
    }

    @Override
    public void set(int place, long count) {
        while (place >= weights.length) {
            grow();
        }
        long change = weight(count) - weights[place];
        weights[place] += change;
        total += change;
        for (int i = place + 1; i < sums.length; i += i & -i) {
            sums[i] += change;
        }
    }

    private void grow() {
        int grown = 2 * weights.length;
        weights = Arrays.copyOf(weights, grown);
        sums = Arrays.copyOf(sums, grown + 1);
        sums[grown] = total;
    }

    @Override
    public void draw(long seed, int[] places, float[] logProbabilities) {
        for (int i = 0; i < places.length; i++) {
            places[i] = find(Draws.below(total, seed, i));
            logProbabilities[i] = logShare(weights[places[i]]);
        }
    }

    /** The place in whose weight a point of [0, total) lies. */
    private int find(long point) {
        int place = 0;
        long left = point;
        for (int step = weights.length / 2; step > 0; step /= 2) {
            if (sums[place + step] <= left) {
                place += step;
                left -= sums[place];
            }
        }
        return place;
    }

    @Override
    public float logProbability(long count) {
        return total == 0 ? 0 : logShare(weight(count));
    }

    private float logShare(long weight) {
        return (float) Math.log((double) weight / total);
    }
}
