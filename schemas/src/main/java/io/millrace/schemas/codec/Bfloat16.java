package io.millrace.schemas.codec;

import java.nio.ByteBuffer;

/** Numbers of 16 bits: the sign, the exponent and the seven upper bits of the fraction of a float32. */
public final class Bfloat16 {
    private static final int QUIET = 0x0040_0000;
    private static final int UPPER = 0xFFFF_0000;
    private static final int HALF = 0x7FFF;

    private Bfloat16() {}

    /** The nearest number that has 16 bits, of two equally near ones the even; what is no number stays none. */
    public static float round(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return Float.intBitsToFloat((bits | QUIET) & UPPER);
        }
        return Float.intBitsToFloat(bits + HALF + (bits >>> Short.SIZE & 1) & UPPER);
    }

    /** Writes numbers that {@link #round} gave. */
    static void put(ByteBuffer out, float[] rounded, int count) {
        for (int i = 0; i < count; i++) {
            out.putShort((short) (Float.floatToRawIntBits(rounded[i]) >>> Short.SIZE));
        }
    }

    static void get(ByteBuffer in, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = Float.intBitsToFloat(in.getShort() << Short.SIZE);
        }
    }
}
