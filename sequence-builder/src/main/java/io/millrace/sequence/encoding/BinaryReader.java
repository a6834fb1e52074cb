package io.millrace.sequence.encoding;

import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The inverse of {@link BinaryWriter}. Reading past the end throws {@link BufferUnderflowException}. */
public final class BinaryReader {
    private final byte[] bytes;
    private int at;

    public BinaryReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    public int readByte() {
        return bytes[next(1)];
    }

    public long readLong() {
        return (long) BinaryWriter.LONGS.get(bytes, next(Long.BYTES));
    }

    /** Passes over as many bytes; returns where they begin. */
    private int next(int count) {
        int from = at;
        if (count > bytes.length - from) {
            throw new BufferUnderflowException();
        }
        at = from + count;
        return from;
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    public int readCount() {
        return Math.toIntExact(readVarLong());
    }

    public long[] readLongs() {
        long[] values = new long[readCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = readLong();
        }
        return values;
    }

    public float[] readFloats() {
        float[] values = new float[readCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) BinaryWriter.FLOATS.get(bytes, next(Float.BYTES));
        }
        return values;
    }

    public byte[] readBytes() {
        int count = readCount();
        int from = next(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    public String readString() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Reads the version byte that every stored form begins with.
     *
     * @throws UnknownVersionException if it is not {@code known}
     */
    public void expectVersion(int known, String form) {
        int version = readByte();
        if (version != known) {
            throw new UnknownVersionException(form, version, known);
        }
    }

    /**
     * Reads the version byte of a form of which all versions can be read.
     *
     * @param newest the version that is written, the first being 1
     * @throws UnknownVersionException if it is not from 1 to {@code newest}
     */
    public int readVersion(int newest, String form) {
        int version = readByte();
        if (version < 1 || version > newest) {
            throw new UnknownVersionException(form, version, newest);
        }
        return version;
    }
}
