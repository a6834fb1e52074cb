package io.millrace.model.kernel;

/**
 * The loops that all the arithmetic is made of. Every implementation gives the same bits: what is added up is added up in
 * the order that is written here, whatever the width of the machine's vectors and however many rows stand beside a row.
 */
public interface Kernels {
    /** The fastest implementation that this machine and this JVM can run. */
    Kernels BEST = KernelChoice.best();

    /** Partial sums into which a long sum is split. */
    int LANES = 16;

    /** A product of its own: it owns scratch memory, so every thread needs another. */
    Product newProduct();

    /**
     * Copies rows of floats into panels of {@link Panels#WIDTH} columns: the columns of panel p go, row behind row, to
     * {@code to + p · panelStride}. What the last panel has more than there are columns becomes zero.
     *
     * @param stride floats between the beginnings of two rows of the source
     */
    void packRows(float[] source, int from, int stride, int rows, int columns, float[] target, int to, int panelStride);

    /**
     * Draws {@code count} whole numbers from 0 until {@code bound}: {@code ⌊noise · bound / 2³¹⌋} of {@link Noise#at} key and
     * 0, 1, 2 and so on.
     */
    void draw(int[] out, int count, long key, int bound);

    /** {@code y += x} over {@code length} elements. */
    void add(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code y = fma(factor, x, y)} over {@code length} elements. */
    void addScaled(float factor, float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code z = x ⊙ y} over {@code length} elements; z may be x or y. */
    void multiply(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length);

    /** {@code z = fma(x, y, z)} over {@code length} elements. */
    void addProduct(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length);

    /** {@code z = fma(x, gain, shift)} over {@code length} elements; gain and shift begin at 0. */
    void affine(float[] x, int xOffset, float[] gain, float[] shift, float[] z, int zOffset, int length);

    /** {@code x = factor·x} over {@code length} elements. */
    void scale(float factor, float[] x, int offset, int length);

    /**
     * {@code Σ x[i]·y[i]} over {@code length} elements: up to the last multiple of {@link #LANES}, element i goes by a fused
     * multiply-add to partial sum i mod 16; then the upper half of the sums is added to the lower one until one is left;
     * from there the rest go on one by one.
     */
    float dot(float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code Σ x[i]}, in the order of {@link #dot}. */
    float sum(float[] x, int offset, int length);

    /**
     * Writes {@code scale·SiLU(x)} over {@code x} and {@code scale·SiLU'(x)} to {@code slope}, for {@code length} elements.
     * The absolute error of the logistic function in it is below 1e-6.
     */
    void silu(float[] x, int xOffset, float[] slope, int slopeOffset, int length, float scale);

    /** Writes σ(x) to {@code y}. */
    void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length);

    /**
     * {@code y = (x − μ)·s} for one row, {@code s = 1 / √(σ² + ε)}; the mean is {@link #sum} / length, the variance the
     * {@link #dot} of {@code x − μ} with itself / length.
     *
     * @return s
     */
    float normalise(float[] x, int xOffset, float[] y, int yOffset, int length, float epsilon);

    /** {@code dx = fma(−slope, y, fma(factor, dy, dx − shift))} over {@code length} elements. */
    void addNormalised(
            float factor,
            float shift,
            float slope,
            float[] dy,
            int dyOffset,
            float[] y,
            int yOffset,
            float[] dx,
            int dxOffset,
            int length);

    /** {@code x = e^(x − shift)} over {@code length} elements, of relative error below 2e-7; 0 where that is below 1e-37. */
    void exp(float[] x, int offset, int length, float shift);

    /**
     * {@code out[i] = table[places[i]]·q}, each as by {@link #dot} over whole rows of the table.
     *
     * @param table rows of {@code stride} floats, a multiple of {@link #LANES}
     * @param q as many floats
     * @param scratch room for {@code LANES · (count + 1)} floats
     */
    void gatherDots(
            float[] q,
            int qOffset,
            float[] table,
            int stride,
            int[] places,
            int from,
            int count,
            float[] out,
            int to,
            float[] scratch);

    /**
     * For each of {@code count} places, one after another, with its factor {@code f}: {@code dq += f·table[place]} and
     * {@code dTable[place] += f·q}.
     */
    void scatterDots(
            float[] factors,
            int at,
            float[] q,
            float[] dq,
            int qOffset,
            float[] table,
            float[] dTable,
            int stride,
            int[] places,
            int from,
            int count);

    /** The largest of {@code length} elements; negative infinity of none, NaN if one is. */
    float max(float[] x, int offset, int length);

    /** {@code x = max(0, x)}. */
    void rectify(float[] x, int offset, int length);

    /** {@code d = 0} where {@code y}, the result of {@link #rectify}, is not above 0. */
    void rectifyBackward(float[] y, int yOffset, float[] d, int dOffset, int length);

    /**
     * Element i becomes 0 if {@link Noise#at} of key and i is below the threshold, otherwise it is multiplied by {@code kept}.
     *
     * @param threshold of 2³¹
     */
    void drop(float[] x, int offset, int length, long key, int threshold, float kept);

    /**
     * One step of Adam: {@code m = β₁m + (1−β₁)g}, {@code v = β₂v + (1−β₂)g²}, {@code w −= step·m / (√(v·correction) + ε) +
     * decay·w}, without fused multiply-adds.
     *
     * @param row w, m and v, {@code width} floats each
     * @param gradient g, from {@code offset}
     */
    void adam(
            float[] row,
            int width,
            float[] gradient,
            int offset,
            float beta1,
            float beta2,
            float step,
            float correction,
            float epsilon,
            float decay);
}
