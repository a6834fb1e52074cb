package io.millrace.model.sampling;

import io.millrace.schemas.id.Ids;

/** Random numbers as a function of stream and index. */
final class Draws {
    private static final long STREAM = Ids.of("negatives");

    private Draws() {}

    static long stream(long seed) {
        return Ids.combine(seed, STREAM);
    }

    /** In [0, bound), each alike but for 2⁻⁶³ (Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 2019). */
    static int integer(long stream, long index, int bound) {
        return (int) Math.multiplyHigh(Ids.mix(stream + index) >>> 1, 2L * bound);
    }

    /** In [0, 1), from 53 bits. */
    static double fraction(long stream, long index) {
        return (Ids.mix(stream + index) >>> 11) * 0x1p-53;
    }
}
