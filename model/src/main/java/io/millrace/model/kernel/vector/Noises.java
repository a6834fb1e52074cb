package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Noise;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What is random: {@link Noise#at} of many indices at once. */
final class Noises {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final VectorSpecies<Integer> INTS = Lanes.INTS;
    private static final int COUNT = Lanes.COUNT;
    private static final int[] STEPS = steps();

    private Noises() {}

    static void draw(int[] out, int count, long key, int bound) {
        int i = 0;
        if (bound < 1 << 16) {
            IntVector index = IntVector.fromArray(INTS, STEPS, 0);
            for (; i < INTS.loopBound(count); i += COUNT) {
                IntVector noise = noise(index.add(i * Noise.STEP), key);
                // The product has up to 47 bits: in two halves it never needs more than 32.
                IntVector low = noise.lanewise(VectorOperators.AND, 0xFFFF).mul(bound);
                noise.lanewise(VectorOperators.LSHR, 16)
                        .mul(bound)
                        .add(low.lanewise(VectorOperators.LSHR, 16))
                        .lanewise(VectorOperators.LSHR, 15)
                        .intoArray(out, i);
            }
        }
        for (; i < count; i++) {
            out[i] = (int) ((long) Noise.at(key, i) * bound >>> 31);
        }
    }

    static void drop(float[] x, int offset, int length, long key, int threshold, float kept) {
        IntVector index = IntVector.fromArray(INTS, STEPS, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(length); i += COUNT) {
            IntVector noise = noise(index.add(i * Noise.STEP), key);
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

    /** {@link Noise#at} of {@code steps}, indices times its step. */
    private static IntVector noise(IntVector steps, long key) {
        IntVector noise = steps.lanewise(VectorOperators.XOR, (int) key);
        noise = noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.FIRST_SHIFT))
                .mul(Noise.FIRST)
                .lanewise(VectorOperators.XOR, (int) (key >>> 32));
        noise = noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.SECOND_SHIFT))
                .mul(Noise.SECOND);
        return noise.lanewise(VectorOperators.XOR, noise.lanewise(VectorOperators.LSHR, Noise.LAST_SHIFT))
                .lanewise(VectorOperators.LSHR, 1);
    }

    /** What the noise makes of the first indices; built by hand, because an index vector of the API is boxed. */
    private static int[] steps() {
        int[] steps = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            steps[i] = i * Noise.STEP;
        }
        return steps;
    }
}
