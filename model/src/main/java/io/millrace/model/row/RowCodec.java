package io.millrace.model.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The stored form of a {@link Row}, little endian: version (1 byte, 1), updates (8), lastTouched (8), contribution (8),
 * then the values as float32. The number of values follows from the length.
 */
public final class RowCodec {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + 3 * Long.BYTES;

    private RowCodec() {}

    /** The encoded row, in an array of its own. */
    public static byte[] encode(Row row) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + row.values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION)
                .putLong(row.updates)
                .putLong(row.lastTouched)
                .putLong(row.contribution);
        for (float value : row.values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    /**
     * The row in {@code bytes}.
     *
     * @throws IllegalArgumentException if the bytes carry a version that is not known, or are cut off
     */
    public static Row decode(byte[] bytes) {
        if (bytes.length < HEADER || (bytes.length - HEADER) % Float.BYTES != 0) {
            throw new IllegalArgumentException("not a row: " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "row encoding " + version + " is not known; this build reads " + VERSION);
        }
        Row row = new Row(new float[(bytes.length - HEADER) / Float.BYTES]);
        row.updates = buffer.getLong();
        row.lastTouched = buffer.getLong();
        row.contribution = buffer.getLong();
        buffer.asFloatBuffer().get(row.values);
        return row;
    }
}
