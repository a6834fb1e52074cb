package io.millrace.model.sampling;

/**
 * Items by a power of how often they occur, {@code q ∝ count^power}; word2vec takes 0.75 (Mikolov et al., NeurIPS 2013). A
 * draw takes constant time by the alias method (Walker, ACM TOMS 1977; made in linear time after Vose, IEEE Trans. Software
 * Engineering 1991): one of n equal columns, which holds at most two items, then one of the two.
 */
public final class UnigramSampler implements NegativeSampler {
    private final long[] vocabulary;
    private final float[] logProbabilities;
    private final double[] thresholds;
    private final int[] aliases;

    /**
     * @param vocabulary distinct ids, not copied; all of them are drawn from
     * @param counts by id; one without a count is not drawn, unless the power is 0
     * @param power 0 for uniform, 1 for as often as they occur
     * @throws IllegalArgumentException if there are more or fewer counts than ids, a count or the power is negative or
     *     not finite, or there is no count above 0
     */
    public UnigramSampler(long[] vocabulary, double[] counts, double power) {
        int size = vocabulary.length;
        if (counts.length != size) {
            throw new IllegalArgumentException(size + " items with " + counts.length + " counts");
        }
        if (!(power >= 0 && Double.isFinite(power))) {
            throw new IllegalArgumentException("not a power to draw by: " + power);
        }
        this.vocabulary = vocabulary;
        this.logProbabilities = new float[size];
        this.thresholds = new double[size];
        this.aliases = new int[size];
        double total = weigh(counts, power);
        for (int i = 0; i < size; i++) {
            logProbabilities[i] = (float) Math.log(thresholds[i] / total);
            thresholds[i] *= size / total;
        }
        fillColumns();
    }

    /** Leaves the weights in the thresholds. */
    private double weigh(double[] counts, double power) {
        double total = 0;
        for (int i = 0; i < counts.length; i++) {
            if (!(counts[i] >= 0 && Double.isFinite(counts[i]))) {
                throw new IllegalArgumentException("item " + vocabulary[i] + " cannot occur " + counts[i] + " times");
            }
            thresholds[i] = Math.pow(counts[i], power);
            total += thresholds[i];
        }
        if (!(total > 0 && Double.isFinite(total))) {
            throw new IllegalArgumentException("counts whose powers add up to " + total + " cannot be drawn by");
        }
        return total;
    }

    /**
     * Fills up every column that its own item leaves too low with an item that is too high for its own. The low columns
     * stand in a stack from the left, the high ones from the right; what rounding leaves over at the end is full.
     */
    private void fillColumns() {
        int size = thresholds.length;
        int[] stacks = new int[size];
        int low = 0;
        int high = size;
        for (int i = 0; i < size; i++) {
            aliases[i] = i;
            if (thresholds[i] < 1) {
                stacks[low++] = i;
            } else {
                stacks[--high] = i;
            }
        }
        while (low > 0 && high < size) {
            int filled = stacks[--low];
            int giver = stacks[high];
            aliases[filled] = giver;
            thresholds[giver] -= 1 - thresholds[filled];
            if (thresholds[giver] < 1) {
                high++;
                stacks[low++] = giver;
            }
        }
        while (low > 0) {
            thresholds[stacks[--low]] = 1;
        }
    }

    @Override
    public void draw(long seed, long[] ids, float[] logProbabilitiesOfIds, int offset, int count) {
        long stream = Draws.stream(seed);
        for (int i = 0; i < count; i++) {
            int column = Draws.integer(stream, 2L * i, aliases.length);
            int place = Draws.fraction(stream, 2L * i + 1) < thresholds[column] ? column : aliases[column];
            ids[offset + i] = vocabulary[place];
            logProbabilitiesOfIds[offset + i] = logProbabilities[place];
        }
    }

    @Override
    public float logProbability(int place) {
        return logProbabilities[place];
    }
}
