package io.millrace.learner.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Floats as they travel: float32, little endian, one behind the other. Flink writes a byte array in one piece and a float
 * array float by float, which is most of the cost of a message.
 */
public final class Floats {
    private byte[] bytes;
    private int size;

    public Floats() {
        bytes = new byte[1 << 12];
    }

    /** Appends {@code count} floats of {@code values} from {@code offset}. */
    public void add(float[] values, int offset, int count) {
        int grown = size + count * Float.BYTES;
        if (grown > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(grown, 2 * bytes.length));
        }
        ByteBuffer.wrap(bytes, size, count * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values, offset, count);
        size = grown;
    }

    /** What was added, packed. */
    public byte[] packed() {
        return Arrays.copyOf(bytes, size);
    }

    /** {@code count} floats of what was added, from the {@code first} on, packed. */
    public byte[] packed(int first, int count) {
        return Arrays.copyOfRange(bytes, first * Float.BYTES, (first + count) * Float.BYTES);
    }

    /** The floats of a packed array. */
    public static float[] unpack(byte[] packed) {
        float[] values = new float[packed.length / Float.BYTES];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
