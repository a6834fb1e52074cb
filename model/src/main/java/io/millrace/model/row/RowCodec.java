package io.millrace.model.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The stored form of a {@link Row}, little endian.
 *
 * <p>Version 1, of live rows of which nothing else is to be remembered: version (1 byte), updates (8), lastTouched (8),
 * contribution (8), then the values as float32. Version 2, of all others: version (1 byte), 1 if it waits and 0 if not (1),
 * touches (4), updates (8), lastTouched (8), contribution (8), erasedUntil (8), then the values. The number of values
 * follows from the length.
 */
public final class RowCodec {
    private static final byte PLAIN = 1;
    private static final byte FULL = 2;
    private static final int PLAIN_HEADER = 1 + 3 * Long.BYTES;
    private static final int FULL_HEADER = 2 + Integer.BYTES + 4 * Long.BYTES;

    private RowCodec() {}

    /** The encoded row, in an array of its own. */
    public static byte[] encode(Row row) {
        boolean plain = row.isLive() && row.touches == 0 && row.erasedUntil == Row.NEVER && !row.waiting;
        ByteBuffer buffer = ByteBuffer.allocate((plain ? PLAIN_HEADER : FULL_HEADER) + row.values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (plain) {
            buffer.put(PLAIN);
        } else {
            buffer.put(FULL).put((byte) (row.waiting ? 1 : 0)).putInt(row.touches);
        }
        buffer.putLong(row.updates).putLong(row.lastTouched).putLong(row.contribution);
        if (!plain) {
            buffer.putLong(row.erasedUntil);
        }
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
        byte version = bytes.length == 0 ? PLAIN : bytes[0];
        if (version != PLAIN && version != FULL) {
            throw new IllegalArgumentException(
                    "row encoding " + version + " is not known; this build reads " + PLAIN + " and " + FULL);
        }
        int header = version == PLAIN ? PLAIN_HEADER : FULL_HEADER;
        if (bytes.length < header || (bytes.length - header) % Float.BYTES != 0) {
            throw new IllegalArgumentException("not a row: " + bytes.length + " bytes");
        }
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1);
        Row row = new Row(new float[(bytes.length - header) / Float.BYTES]);
        if (version == FULL) {
            row.waiting = buffer.get() != 0;
            row.touches = buffer.getInt();
        }
        row.updates = buffer.getLong();
        row.lastTouched = buffer.getLong();
        row.contribution = buffer.getLong();
        if (version == FULL) {
            row.erasedUntil = buffer.getLong();
        }
        buffer.asFloatBuffer().get(row.values);
        return row;
    }
}
