package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Exponential;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Noise;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Sigmoid;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the JDK's Vector API, eight floats at a time. Where a length is no multiple of eight, the rest goes
 * element by element: masks are slow on JDK 17.
 */
public final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final int[] STEPS = steps();

    /** What the noise makes of the first indices; built by hand, because an index vector of the API is boxed. */
    private static int[] steps() {
        int[] steps = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            steps[i] = i * Noise.STEP;
        }
        return steps;
    }

    /** @throws UnsupportedOperationException if the machine has no vectors of eight floats: the API would imitate them */
    public VectorKernels() {
        if (FloatVector.SPECIES_PREFERRED.length() < LANES) {
            throw new UnsupportedOperationException(
                    "vectors of this machine hold " + FloatVector.SPECIES_PREFERRED.length() + " floats, not " + LANES);
        }
    }

    @Override
    public Product newProduct() {
        return new VectorProduct();
    }

    @Override
    public void copyPanelRow(float[] source, int sourceOffset, float[] target, int targetOffset) {
        for (int i = 0; i < Panels.WIDTH; i += LANES) {
            fromArray(SPECIES, source, sourceOffset + i).intoArray(target, targetOffset + i);
        }
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
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
        for (; i < SPECIES.loopBound(length); i += LANES) {
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
        for (; i < SPECIES.loopBound(length); i += LANES) {
            fromArray(SPECIES, x, xOffset + i)
                    .mul(fromArray(SPECIES, y, yOffset + i))
                    .intoArray(z, zOffset + i);
        }
        for (; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
        }
    }

    @Override
    public void scale(float factor, float[] x, int offset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            fromArray(SPECIES, x, offset + i).mul(factor).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] *= factor;
        }
    }

    @Override
    public float dot(float[] x, int xOffset, float[] y, int yOffset, int length) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            sums = fromArray(SPECIES, x, xOffset + i).fma(fromArray(SPECIES, y, yOffset + i), sums);
        }
        float sum = total(sums);
        for (; i < length; i++) {
            sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
        }
        return sum;
    }

    @Override
    public float sum(float[] x, int offset, int length) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            sums = sums.add(fromArray(SPECIES, x, offset + i));
        }
        float sum = total(sums);
        for (; i < length; i++) {
            sum += x[offset + i];
        }
        return sum;
    }

    private static float total(FloatVector s) {
        return ((s.lane(0) + s.lane(4)) + (s.lane(2) + s.lane(6)))
                + ((s.lane(1) + s.lane(5)) + (s.lane(3) + s.lane(7)));
    }

    @Override
    public void silu(float[] x, int xOffset, float[] slope, int slopeOffset, int length, float scale) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            FloatVector in = fromArray(SPECIES, x, xOffset + i);
            FloatVector sigmoid = sigmoid(in);
            FloatVector value = in.mul(sigmoid);
            value.fma(broadcast(SPECIES, 1.0f).sub(sigmoid), sigmoid).mul(scale).intoArray(slope, slopeOffset + i);
            value.mul(scale).intoArray(x, xOffset + i);
        }
        for (; i < length; i++) {
            float sigmoid = Sigmoid.of(x[xOffset + i]);
            float value = x[xOffset + i] * sigmoid;
            slope[slopeOffset + i] = scale * Math.fma(value, 1.0f - sigmoid, sigmoid);
            x[xOffset + i] = scale * value;
        }
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            sigmoid(fromArray(SPECIES, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        Sigmoid.apply(x, xOffset + i, y, yOffset + i, length - i);
    }

    /** {@link Sigmoid#of}, step by step. */
    private static FloatVector sigmoid(FloatVector x) {
        FloatVector t = x.mul(0.5f).min(Sigmoid.SATURATION).max(-Sigmoid.SATURATION);
        FloatVector s = t.mul(t);
        FloatVector p = s.fma(broadcast(SPECIES, Sigmoid.P6), broadcast(SPECIES, Sigmoid.P5));
        p = s.fma(p, broadcast(SPECIES, Sigmoid.P4));
        p = s.fma(p, broadcast(SPECIES, Sigmoid.P3));
        p = s.fma(p, broadcast(SPECIES, Sigmoid.P2));
        p = s.fma(p, broadcast(SPECIES, Sigmoid.P1));
        p = s.fma(p, broadcast(SPECIES, Sigmoid.P0));
        FloatVector q = s.fma(broadcast(SPECIES, Sigmoid.Q3), broadcast(SPECIES, Sigmoid.Q2));
        q = s.fma(q, broadcast(SPECIES, Sigmoid.Q1));
        q = s.fma(q, broadcast(SPECIES, Sigmoid.Q0));
        FloatVector half = broadcast(SPECIES, 0.5f);
        return t.mul(p).div(q).fma(half, half);
    }

    @Override
    public float normalise(float[] x, int xOffset, float[] y, int yOffset, int length, float epsilon) {
        float mean = sum(x, xOffset, length) / length;
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
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
        for (; i < SPECIES.loopBound(length); i += LANES) {
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
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            exp(fromArray(SPECIES, x, offset + i).sub(shift)).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] = Exponential.of(x[offset + i] - shift);
        }
    }

    /** {@link Exponential#of}, step by step. */
    private static FloatVector exp(FloatVector x) {
        FloatVector inside = x.min(Exponential.LARGEST).max(Exponential.SMALLEST);
        FloatVector rounded =
                inside.fma(broadcast(SPECIES, Exponential.LOG2_E), broadcast(SPECIES, Exponential.ROUNDER));
        FloatVector power = rounded.sub(Exponential.ROUNDER);
        FloatVector r = power.fma(broadcast(SPECIES, -Exponential.LN2_HIGH), inside);
        r = power.fma(broadcast(SPECIES, -Exponential.LN2_LOW), r);
        FloatVector p = r.fma(broadcast(SPECIES, Exponential.P5), broadcast(SPECIES, Exponential.P4));
        p = p.fma(r, broadcast(SPECIES, Exponential.P3));
        p = p.fma(r, broadcast(SPECIES, Exponential.P2));
        p = p.fma(r, broadcast(SPECIES, Exponential.P1));
        p = p.fma(r, broadcast(SPECIES, Exponential.P0));
        FloatVector mantissa = p.fma(r.mul(r), r).add(1.0f);
        FloatVector scaled = rounded.viewAsIntegralLanes()
                .lanewise(VectorOperators.LSHL, Exponential.MANTISSA_BITS)
                .add(mantissa.viewAsIntegralLanes())
                .viewAsFloatingLanes()
                .reinterpretAsFloats();
        return scaled.blend(0.0f, inside.compare(VectorOperators.LE, Exponential.SMALLEST));
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
        if (stride == 7 * LANES) {
            Gathers.dots7(q, qOffset, table, places, from, count, scratch);
        } else {
            Gathers.dots(q, qOffset, table, stride, places, from, count, scratch);
        }
        for (int i = 0, s = 0; i < count; i++, s += LANES) {
            out[to + i] = ((scratch[s] + scratch[s + 4]) + (scratch[s + 2] + scratch[s + 6]))
                    + ((scratch[s + 1] + scratch[s + 5]) + (scratch[s + 3] + scratch[s + 7]));
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
        if (stride == 7 * LANES) {
            Gathers.gather7(factors, at, dq, qOffset, table, places, from, count);
            Gathers.scatter7(factors, at, q, qOffset, dTable, places, from, count);
            return;
        }
        int d = 0;
        // Whole rows in as few rounds as there are registers for: seven vectors, a row of fifty, in two.
        for (; stride - d >= 4 * LANES && stride - d != 6 * LANES; d += 4 * LANES) {
            Gathers.scatter4(factors, at, q, dq, qOffset + d, table, dTable, d, stride, places, from, count);
        }
        for (; stride - d >= 3 * LANES; d += 3 * LANES) {
            Gathers.scatter3(factors, at, q, dq, qOffset + d, table, dTable, d, stride, places, from, count);
        }
        for (; d < stride; d += LANES) {
            Gathers.scatter(factors, at, q, dq, qOffset + d, table, dTable, d, stride, places, from, count);
        }
    }

    @Override
    public float max(float[] x, int offset, int length) {
        FloatVector lanes = broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
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
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            fromArray(SPECIES, x, offset + i).max(0.0f).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] = Math.max(0, x[offset + i]);
        }
    }

    @Override
    public void rectifyBackward(float[] y, int yOffset, float[] d, int dOffset, int length) {
        FloatVector zero = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            zero.blend(
                            fromArray(SPECIES, d, dOffset + i),
                            fromArray(SPECIES, y, yOffset + i).compare(VectorOperators.GT, 0.0f))
                    .intoArray(d, dOffset + i);
        }
        for (; i < length; i++) {
            d[dOffset + i] = y[yOffset + i] > 0 ? d[dOffset + i] : 0;
        }
    }

    @Override
    public void drop(float[] x, int offset, int length, long key, int threshold, float kept) {
        IntVector index = IntVector.fromArray(INTS, STEPS, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += LANES) {
            IntVector noise = index.add(i * Noise.STEP).lanewise(VectorOperators.XOR, (int) key);
            noise = noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.FIRST_SHIFT))
                    .mul(Noise.FIRST)
                    .lanewise(VectorOperators.XOR, (int) (key >>> 32));
            noise = noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.SECOND_SHIFT))
                    .mul(Noise.SECOND);
            noise = noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.LAST_SHIFT))
                    .lanewise(VectorOperators.LSHR, 1);
            // All bits where the noise is below the threshold, none elsewhere.
            IntVector dropped = noise.sub(threshold).lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
            fromArray(SPECIES, x, offset + i)
                    .mul(kept)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.AND, dropped.not())
                    .reinterpretAsFloats()
                    .intoArray(x, offset + i);
        }
        for (; i < length; i++) {
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
        int i = 0;
        for (; i < SPECIES.loopBound(width); i += LANES) {
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
