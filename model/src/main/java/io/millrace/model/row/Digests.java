package io.millrace.model.row;

import io.millrace.schemas.id.Ids;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The digest of a set of rows: the sum, modulo 2^64, of what each contributes. It does not depend on order and is kept
 * up to date by adding a row's new contribution and taking off its old one.
 */
public final class Digests {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;

    private Digests() {}

    /**
     * What one row adds: XXH64, seed 0, over table (int32), row (int64) and weights (float32), all little endian.
     *
     * @param weights holds the weights from index 0
     * @param width how many of them count; optimiser slots behind them do not
     */
    public static long contribution(int table, long row, float[] weights, int width) {
        byte[] bytes = new byte[KEY_BYTES + width * Float.BYTES];
        INT.set(bytes, 0, table);
        LONG.set(bytes, Integer.BYTES, row);
        for (int i = 0; i < width; i++) {
            FLOAT.set(bytes, KEY_BYTES + i * Float.BYTES, weights[i]);
        }
        return Ids.of(bytes);
    }
}
