package io.millrace.schemas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro single-object encoding of one contract: two marker bytes, the CRC-64-AVRO fingerprint of the writer's schema,
 * the binary body. Needs no registry.
 *
 * <p>Not thread-safe: give every thread its own.
 *
 * @param <T> the contract
 */
public final class SingleObjectCodec<T extends SpecificRecord> {
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    public SingleObjectCodec(Class<T> contract) {
        SpecificData data = SpecificData.getForClass(contract);
        // Without the encoder's own copy: encode() makes the only one.
        this.encoder = new BinaryMessageEncoder<>(data, data.getSchema(contract), false);
        this.decoder = new BinaryMessageDecoder<>(data, data.getSchema(contract));
    }

    /** The encoded record, in an array of its own. */
    public byte[] encode(T record) {
        try {
            ByteBuffer buffer = encoder.encode(record);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("not encodable: " + record, e);
        }
    }

    /**
     * The record in {@code bytes}.
     *
     * @throws UndecodableException if the bytes are no single-object encoding, name a schema that is not known, end
     *     early, or have bytes left over
     */
    public T decode(byte[] bytes) throws UndecodableException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        T record;
        try {
            record = decoder.decode(buffer, null);
        } catch (BadHeaderException e) {
            throw new UndecodableException(UndecodableException.Kind.NOT_AVRO, "no single-object header", e);
        } catch (MissingSchemaException e) {
            throw new UndecodableException(UndecodableException.Kind.UNKNOWN_SCHEMA, e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // Avro meets hostile lengths and union branches with whatever its collections throw.
            throw new UndecodableException(UndecodableException.Kind.BROKEN_BODY, String.valueOf(e.getMessage()), e);
        }
        return record;
    }
}
