package io.millrace.schemas.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoder over an array, for bytes from strangers. Avro allocates what a length asks for before it looks
 * whether that much follows; this one looks first: no string, byte array or collection may be longer than the bytes
 * that are left. (No element of the contracts takes less than a byte.) Strings must be well-formed UTF-8.
 */
final class BoundedDecoder extends Decoder {
    private final BinaryDecoder binary;
    private int leftAfterEnum = -1;

    BoundedDecoder(byte[] bytes, int offset) {
        this.binary = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    }

    /** Bytes not read yet. */
    int remaining() throws IOException {
        return binary.inputStream().available();
    }

    /** Whether the last that was read is the number of an enum's symbol. */
    boolean isJustAfterEnum() {
        try {
            return leftAfterEnum == remaining();
        } catch (IOException e) {
            return false;
        }
    }

    private long bounded(long length) throws IOException {
        if (length < 0 || length > remaining()) {
            throw new EOFException("length " + length + " with " + remaining() + " bytes left");
        }
        return length;
    }

    private byte[] take() throws IOException {
        byte[] bytes = new byte[(int) bounded(binary.readLong())];
        binary.readFixed(bytes);
        return bytes;
    }

    @Override
    public String readString() throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(take()))
                .toString();
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(take());
    }

    @Override
    public long readArrayStart() throws IOException {
        return bounded(binary.readArrayStart());
    }

    @Override
    public long arrayNext() throws IOException {
        return bounded(binary.arrayNext());
    }

    @Override
    public long readMapStart() throws IOException {
        return bounded(binary.readMapStart());
    }

    @Override
    public long mapNext() throws IOException {
        return bounded(binary.mapNext());
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public void skipBytes() throws IOException {
        binary.skipFixed((int) bounded(binary.readLong()));
    }

    @Override
    public void readNull() throws IOException {
        binary.readNull();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return binary.readBoolean();
    }

    @Override
    public int readInt() throws IOException {
        return binary.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return binary.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return binary.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return binary.readDouble();
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        binary.readFixed(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        binary.skipFixed(length);
    }

    @Override
    public int readEnum() throws IOException {
        int symbol = binary.readEnum();
        leftAfterEnum = remaining();
        return symbol;
    }

    @Override
    public long skipArray() throws IOException {
        return bounded(binary.skipArray());
    }

    @Override
    public long skipMap() throws IOException {
        return bounded(binary.skipMap());
    }

    @Override
    public int readIndex() throws IOException {
        return binary.readIndex();
    }
}
