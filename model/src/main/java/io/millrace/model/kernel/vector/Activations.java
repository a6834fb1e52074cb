package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Exponential;
import io.millrace.model.kernel.Sigmoid;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Functions of every element. */
final class Activations {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int COUNT = Lanes.COUNT;

    private Activations() {}

    static void silu(float[] x, int xOffset, float[] slope, int slopeOffset, int length, float scale) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
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

    static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
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

    static void exp(float[] x, int offset, int length, float shift) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
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

    static void rectify(float[] x, int offset, int length) {
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            fromArray(SPECIES, x, offset + i).max(0.0f).intoArray(x, offset + i);
        }
        for (; i < length; i++) {
            x[offset + i] = Math.max(0, x[offset + i]);
        }
    }

    static void rectifyBackward(float[] y, int yOffset, float[] d, int dOffset, int length) {
        FloatVector zero = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            zero.blend(
                            fromArray(SPECIES, d, dOffset + i),
                            fromArray(SPECIES, y, yOffset + i).compare(VectorOperators.GT, 0.0f))
                    .intoArray(d, dOffset + i);
        }
        for (; i < length; i++) {
            d[dOffset + i] = y[yOffset + i] > 0 ? d[dOffset + i] : 0;
        }
    }
}
