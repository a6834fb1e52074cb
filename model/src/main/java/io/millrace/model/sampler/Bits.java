package io.millrace.model.sampler;

import io.millrace.schemas.id.Ids;

/** Random bits by (seed, number of the draw), so that a draw needs no generator with a state. */
final class Bits {
    private Bits() {}

    static long of(long seed, int draw) {
        return Ids.combine(seed, draw);
    }

    /** Uniform in {@code 0 .. bound − 1}: the high word of a product (Lemire, TOMACS 2019), off by at most 2^-32. */
    static int below(int bound, long bits) {
        return (int) Math.multiplyHigh(bits >>> 1, 2L * bound);
    }

    /** Uniform in [0, 1), from other bits than those given. */
    static double unit(long bits) {
        return (Ids.mix(bits) >>> 11) * 0x1p-53;
    }
}
