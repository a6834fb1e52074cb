package io.millrace.sequence.encoding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The inverse of {@link BinaryWriter}. Reading past the end throws {@link java.nio.BufferUnderflowException}. */
public final class BinaryReader {
    private final ByteBuffer buffer;

    public BinaryReader(byte[] bytes) {
        this.buffer = ByteBuffer.wrap(bytes);
    }

    public boolean hasMore() {
        return buffer.hasRemaining();
    }

    public int readByte() {
        return buffer.get();
    }

    public long readLong() {
        return buffer.getLong();
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = buffer.get();
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
            values[i] = buffer.getLong();
        }
        return values;
    }

    public float[] readFloats() {
        float[] values = new float[readCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.getFloat();
        }
        return values;
    }

    public byte[] readBytes() {
        byte[] value = new byte[readCount()];
        buffer.get(value);
        return value;
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
