package io.millrace.model.kernel;

/** The definition of every kernel, one element after another: what the others are measured against. */
public final class ScalarKernels implements Kernels {
    @Override
    public Product newProduct() {
        return new ScalarProduct();
    }

    @Override
    public void packRows(
            float[] source, int from, int stride, int rows, int columns, float[] target, int to, int panelStride) {
        for (int column = 0; column < columns; column += Panels.WIDTH) {
            int panel = to + column / Panels.WIDTH * panelStride;
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < Panels.WIDTH; i++) {
                    target[panel + row * Panels.WIDTH + i] =
                            column + i < columns ? source[from + row * stride + column + i] : 0;
                }
            }
        }
    }

    @Override
    public void draw(int[] out, int count, long key, int bound) {
        for (int i = 0; i < count; i++) {
            out[i] = (int) ((long) Noise.at(key, i) * bound >>> 31);
        }
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    @Override
    public void addScaled(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = Math.fma(factor, x[xOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void multiply(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
        }
    }

    @Override
    public void addProduct(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = Math.fma(x[xOffset + i], y[yOffset + i], z[zOffset + i]);
        }
    }

    @Override
    public void affine(float[] x, int xOffset, float[] gain, float[] shift, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = Math.fma(x[xOffset + i], gain[i], shift[i]);
        }
    }

    @Override
    public void scale(float factor, float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] *= factor;
        }
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int whole = length / LANES * LANES;
        float sum = tree(x, xOffset, y, yOffset, whole, 0, 1);
        for (int i = whole; i < length; i++) {
            sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
        }
        return sum;
    }

    /** Adds up every {@code step}th lane from {@code lane} on: each to the one that is half of the lanes further down. */
    private static float tree(float[] x, int xOffset, float[] y, int yOffset, int end, int lane, int step) {
        if (step == LANES) {
            return chain(x, xOffset, y, yOffset, lane, end);
        }
        return tree(x, xOffset, y, yOffset, end, lane, 2 * step)
                + tree(x, xOffset, y, yOffset, end, lane + step, 2 * step);
    }

    /** One lane of a dot product: every sixteenth element from {@code lane} on. */
    private static float chain(float[] x, int xOffset, float[] y, int yOffset, int lane, int end) {
        float sum = 0;
        for (int i = lane; i < end; i += LANES) {
            sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
        }
        return sum;
    }

    @Override
    public float sum(float[] x, int offset, int length) {
        int whole = length / LANES * LANES;
        float sum = tree(x, offset, whole, 0, 1);
        for (int i = whole; i < length; i++) {
            sum += x[offset + i];
        }
        return sum;
    }

    /** As for a dot product. */
    private static float tree(float[] x, int offset, int end, int lane, int step) {
        if (step == LANES) {
            return chain(x, offset, lane, end);
        }
        return tree(x, offset, end, lane, 2 * step) + tree(x, offset, end, lane + step, 2 * step);
    }

    /** One lane of a sum. */
    private static float chain(float[] x, int offset, int lane, int end) {
        float sum = 0;
        for (int i = lane; i < end; i += LANES) {
            sum += x[offset + i];
        }
        return sum;
    }

    @Override
    public void silu(float[] x, int xOffset, float[] slope, int slopeOffset, int length, float scale) {
        Sigmoid.apply(x, xOffset, slope, slopeOffset, length);
        for (int i = 0; i < length; i++) {
            float sigmoid = slope[slopeOffset + i];
            float value = x[xOffset + i] * sigmoid;
            // σ + xσ(1 − σ), with xσ at hand.
            slope[slopeOffset + i] = scale * Math.fma(value, 1.0f - sigmoid, sigmoid);
            x[xOffset + i] = scale * value;
        }
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Sigmoid.apply(x, xOffset, y, yOffset, length);
    }

    @Override
    public float normalise(float[] x, int xOffset, float[] y, int yOffset, int length, float epsilon) {
        float mean = sum(x, xOffset, length) / length;
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = x[xOffset + i] - mean;
        }
        float variance = dot(y, yOffset, y, yOffset, length) / length;
        float factor = (float) (1.0 / Math.sqrt(variance + epsilon));
        for (int i = 0; i < length; i++) {
            y[yOffset + i] *= factor;
        }
        return factor;
    }

    @Override
    public void addNormalised(
            float factor,
            float shift,
            float slope,
            float[] dy,
            int dyOffset,
            float[] y,
            int yOffset,
            float[] dx,
            int dxOffset,
            int length) {
        for (int i = 0; i < length; i++) {
            float moved = Math.fma(factor, dy[dyOffset + i], dx[dxOffset + i] - shift);
            dx[dxOffset + i] = Math.fma(-slope, y[yOffset + i], moved);
        }
    }

    @Override
    public void exp(float[] x, int offset, int length, float shift) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = Exponential.of(x[i] - shift);
        }
    }

    @Override
    public void gatherDots(
            float[] q,
            int qOffset,
            float[] table,
            int stride,
            int[] places,
            int from,
            int count,
            float[] out,
            int to,
            float[] scratch) {
        for (int i = 0; i < count; i++) {
            out[to + i] = dot(table, places[from + i] * stride, q, qOffset, stride);
        }
    }

    @Override
    public void scatterDots(
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
            int count) {
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * stride;
            addScaled(factors[at + i], table, row, dq, qOffset, stride);
            addScaled(factors[at + i], q, qOffset, dTable, row, stride);
        }
    }

    @Override
    public float max(float[] x, int offset, int length) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, x[i]);
        }
        return largest;
    }

    @Override
    public void rectify(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = Math.max(0, x[i]);
        }
    }

    @Override
    public void rectifyBackward(float[] y, int yOffset, float[] d, int dOffset, int length) {
        for (int i = 0; i < length; i++) {
            d[dOffset + i] = y[yOffset + i] > 0 ? d[dOffset + i] : 0;
        }
    }

    @Override
    public void drop(float[] x, int offset, int length, long key, int threshold, float kept) {
        for (int i = 0; i < length; i++) {
            x[offset + i] = Noise.at(key, i) < threshold ? 0 : x[offset + i] * kept;
        }
    }

    @Override
    public void adam(
            float[] row,
            int width,
            float[] gradient,
            int offset,
            float beta1,
            float beta2,
            float step,
            float correction,
            float epsilon,
            float decay) {
        for (int i = 0; i < width; i++) {
            float g = gradient[offset + i];
            float m = beta1 * row[width + i] + (1 - beta1) * g;
            float v = beta2 * row[2 * width + i] + (1 - beta2) * g * g;
            row[width + i] = m;
            row[2 * width + i] = v;
            row[i] -= step * m / ((float) Math.sqrt(v * correction) + epsilon) + decay * row[i];
        }
    }
}
