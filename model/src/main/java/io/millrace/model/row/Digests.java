package io.millrace.model.row;

import io.millrace.schemas.id.Ids;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The digest of a set of rows: the sum modulo 2⁶⁴ of what every row contributes. It does not depend on the order of rows
 * and can be kept up incrementally: take the old contribution away, add the new one.
 *
 * <p>A contribution is the XXH64 hash, seed 0, of table (int32), row (int64) and weights (float32), all little endian,
 * without optimiser slots: what a reader of the model topic sees. It is 1 where that hash is 0, so that 0 can
 * say "nothing yet".
 */
public final class Digests {
    private static final int KEY = Integer.BYTES + Long.BYTES;

    private Digests() {}

    /** What a row contributes whose weights are the first {@code width} of {@code values}. */
    public static long contribution(int table, long row, float[] values, int width) {
        ByteBuffer buffer = keyed(table, row, width * Float.BYTES);
        for (int i = 0; i < width; i++) {
            buffer.putFloat(values[i]);
        }
        return hash(buffer);
    }

    private static long hash(ByteBuffer keyed) {
        long hash = Ids.of(keyed.array());
        return hash == 0 ? 1 : hash;
    }

    private static ByteBuffer keyed(int table, long row, int weightBytes) {
        return ByteBuffer.allocate(KEY + weightBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(table)
                .putLong(row);
    }
}
