package io.millrace.sequence.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends primitives to a growing array: ids as 8 bytes big endian, numbers as 4, counts and times as base-128 varints. */
public final class BinaryWriter {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);

    private static final int MOST_OF_VAR_LONG = 10;

    private static final int EXPECTED = 128;

    private byte[] bytes;
    private int size;

    public BinaryWriter() {
        this(EXPECTED);
    }

    /** @param expected how many bytes there will be, about */
    public BinaryWriter(int expected) {
        bytes = new byte[expected];
    }

    public BinaryWriter writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Eight bytes: for values that are spread over all 64 bits. */
    public BinaryWriter writeLong(long value) {
        ensure(Long.BYTES);
        LONGS.set(bytes, size, value);
        size += Long.BYTES;
        return this;
    }

    /** One to ten bytes, the fewer the smaller the non-negative {@code value}. */
    public BinaryWriter writeVarLong(long value) {
        ensure(MOST_OF_VAR_LONG);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public BinaryWriter writeLongs(long[] values) {
        writeVarLong(values.length);
        for (long value : values) {
            writeLong(value);
        }
        return this;
    }

    public BinaryWriter writeFloats(float[] values) {
        writeVarLong(values.length);
        for (float value : values) {
            ensure(Float.BYTES);
            FLOATS.set(bytes, size, value);
            size += Float.BYTES;
        }
        return this;
    }

    public BinaryWriter writeBytes(byte[] value) {
        return writeVarLong(value.length).writeAll(value);
    }

    /** The bytes alone: whoever reads them has to know how many there are. */
    public BinaryWriter writeAll(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public BinaryWriter writeString(String value) {
        return writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
