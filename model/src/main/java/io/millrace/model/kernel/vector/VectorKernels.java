package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Product;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the JDK's Vector API, as many floats at a time as {@link Lanes} says. What of a length is no whole vector
 * goes element by element: masks are slow on JDK 17.
 */
public final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int COUNT = Lanes.COUNT;

    /** @throws UnsupportedOperationException if the machine has no vectors of eight floats: the API would imitate them */
    public VectorKernels() {
        if (FloatVector.SPECIES_PREFERRED.length() < COUNT) {
            throw new UnsupportedOperationException(
                    "vectors of this machine hold " + FloatVector.SPECIES_PREFERRED.length() + " floats, not " + COUNT);
        }
    }

    @Override
    public Product newProduct() {
        return Lanes.WIDE ? new WideProduct() : new VectorProduct();
    }

    @Override
    public void packRows(
            float[] source, int from, int stride, int rows, int columns, float[] target, int to, int panelStride) {
        Packing.packRows(source, from, stride, rows, columns, target, to, panelStride);
    }

    @Override
    public void draw(int[] out, int count, long key, int bound) {
        Noises.draw(out, count, key, bound);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, y, yOffset + i)
                    .add(fromArray(SPECIES, x, xOffset + i))
                    .intoArray(y, yOffset + i);
        }
        for (; i < length; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    @Override
    public void addScaled(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector factors = broadcast(SPECIES, factor);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            factors.fma(fromArray(SPECIES, x, xOffset + i), fromArray(SPECIES, y, yOffset + i))
                    .intoArray(y, yOffset + i);
        }
        for (; i < length; i++) {
            y[yOffset + i] = Math.fma(factor, x[xOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void multiply(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, xOffset + i)
                    .mul(fromArray(SPECIES, y, yOffset + i))
                    .intoArray(z, zOffset + i);
        }
        for (; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
        }
    }

    @Override
    public void addProduct(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, xOffset + i)
                    .fma(fromArray(SPECIES, y, yOffset + i), fromArray(SPECIES, z, zOffset + i))
                    .intoArray(z, zOffset + i);
        }
        for (; i < length; i++) {
            z[zOffset + i] = Math.fma(x[xOffset + i], y[yOffset + i], z[zOffset + i]);
        }
    }

    @Override
    public void affine(float[] x, int xOffset, float[] gain, float[] shift, float[] z, int zOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, xOffset + i)
                    .fma(fromArray(SPECIES, gain, i), fromArray(SPECIES, shift, i))
                    .intoArray(z, zOffset + i);
        }
        for (; i < length; i++) {
            z[zOffset + i] = Math.fma(x[xOffset + i], gain[i], shift[i]);
        }
    }

    @Override
    public void scale(float factor, float[] x, int offset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, offset + i).mul(factor).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] *= factor;
        }
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector lower = FloatVector.zero(SPECIES);
        FloatVector upper = FloatVector.zero(SPECIES);
        int whole = length / LANES * LANES;
        int i = 0;
        for (; i < whole; i += LANES) {
            lower = fromArray(SPECIES, x, xOffset + i).fma(fromArray(SPECIES, y, yOffset + i), lower);
            if (!Lanes.WIDE) {
                upper = fromArray(SPECIES, x, xOffset + i + COUNT)
                        .fma(fromArray(SPECIES, y, yOffset + i + COUNT), upper);
            }
        }
        float sum = total(lower, upper);
        for (; i < length; i++) {
            sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
        }
        return sum;
    }

    @Override
    public float sum(float[] x, int offset, int length) {
        FloatVector lower = FloatVector.zero(SPECIES);
        FloatVector upper = FloatVector.zero(SPECIES);
        int whole = length / LANES * LANES;
        int i = 0;
        for (; i < whole; i += LANES) {
            lower = lower.add(fromArray(SPECIES, x, offset + i));
            if (!Lanes.WIDE) {
                upper = upper.add(fromArray(SPECIES, x, offset + i + COUNT));
            }
        }
        float sum = total(lower, upper);
        for (; i < length; i++) {
            sum += x[offset + i];
        }
        return sum;
    }

    /** Of sixteen partial sums in one vector, or in two. */
    private static float total(FloatVector lower, FloatVector upper) {
        FloatVector two = Lanes.two(lower, upper);
        return two.lane(0) + two.lane(1);
    }

    @Override
    public void silu(float[] x, int xOffset, float[] slope, int slopeOffset, int length, float scale) {
        Activations.silu(x, xOffset, slope, slopeOffset, length, scale);
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Activations.sigmoid(x, xOffset, y, yOffset, length);
    }

    @Override
    public float normalise(float[] x, int xOffset, float[] y, int yOffset, int length, float epsilon) {
        float mean = sum(x, xOffset, length) / length;
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, xOffset + i).sub(mean).intoArray(y, yOffset + i);
        }
        for (; i < length; i++) {
            y[yOffset + i] = x[xOffset + i] - mean;
        }
        float variance = dot(y, yOffset, y, yOffset, length) / length;
        float factor = (float) (1.0 / Math.sqrt(variance + epsilon));
        scale(factor, y, yOffset, length);
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
        FloatVector factors = broadcast(SPECIES, factor);
        FloatVector slopes = broadcast(SPECIES, -slope);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            FloatVector moved = factors.fma(
                    fromArray(SPECIES, dy, dyOffset + i),
                    fromArray(SPECIES, dx, dxOffset + i).sub(shift));
            slopes.fma(fromArray(SPECIES, y, yOffset + i), moved).intoArray(dx, dxOffset + i);
        }
        for (; i < length; i++) {
            float moved = Math.fma(factor, dy[dyOffset + i], dx[dxOffset + i] - shift);
            dx[dxOffset + i] = Math.fma(-slope, y[yOffset + i], moved);
        }
    }

    @Override
    public void exp(float[] x, int offset, int length, float shift) {
        Activations.exp(x, offset, length, shift);
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
        if (stride == 4 * COUNT) {
            Gathers.dots4(q, qOffset, table, places, from, count, scratch);
        } else {
            Gathers.dots(q, qOffset, table, stride, places, from, count, scratch);
        }
        for (int i = 0, s = 0; i < count; i++, s += Gathers.SUMS) {
            out[to + i] = scratch[s] + scratch[s + 1];
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
        int d = 0;
        for (; stride - d >= 4 * COUNT; d += 4 * COUNT) {
            Gathers.scatter4(factors, at, q, dq, qOffset + d, table, dTable, d, stride, places, from, count);
        }
        for (; d < stride; d += COUNT) {
            Gathers.scatter(factors, at, q, dq, qOffset + d, table, dTable, d, stride, places, from, count);
        }
    }

    @Override
    public float max(float[] x, int offset, int length) {
        FloatVector lanes = broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            lanes = lanes.max(fromArray(SPECIES, x, offset + i));
        }
        float largest = lanes.reduceLanes(VectorOperators.MAX);
        for (; i < length; i++) {
            largest = Math.max(largest, x[offset + i]);
        }
        return largest;
    }

    @Override
    public void rectify(float[] x, int offset, int length) {
        Activations.rectify(x, offset, length);
    }

    @Override
    public void rectifyBackward(float[] y, int yOffset, float[] d, int dOffset, int length) {
        Activations.rectifyBackward(y, yOffset, d, dOffset, length);
    }

    @Override
    public void drop(float[] x, int offset, int length, long key, int threshold, float kept) {
        Noises.drop(x, offset, length, key, threshold, kept);
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
        int i = 0;
        for (; i < SPECIES.loopBound(width); i += COUNT) {
            FloatVector g = fromArray(SPECIES, gradient, offset + i);
            FloatVector m = fromArray(SPECIES, row, width + i).mul(beta1).add(g.mul(1 - beta1));
            FloatVector v = fromArray(SPECIES, row, 2 * width + i)
                    .mul(beta2)
                    .add(g.mul(1 - beta2).mul(g));
            FloatVector w = fromArray(SPECIES, row, i);
            m.intoArray(row, width + i);
            v.intoArray(row, 2 * width + i);
            FloatVector moved = m.mul(step).div(v.mul(correction).sqrt().add(epsilon));
            w.sub(moved.add(w.mul(decay))).intoArray(row, i);
        }
        for (; i < width; i++) {
            float g = gradient[offset + i];
            float m = beta1 * row[width + i] + (1 - beta1) * g;
            float v = beta2 * row[2 * width + i] + (1 - beta2) * g * g;
            row[width + i] = m;
            row[2 * width + i] = v;
            row[i] -= step * m / ((float) Math.sqrt(v * correction) + epsilon) + decay * row[i];
        }
    }
}
