package io.millrace.schemas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro single-object encoding of one contract: two marker bytes, the CRC-64-AVRO fingerprint of the writer's schema,
 * the binary body. Needs no registry: what an earlier version of the contract wrote is read by that version's schema, which
 * is kept as {@code earlier/<contract>.<number>.avsc} beside the contract, numbered from 1.
 *
 * <p>Not thread-safe: give every thread its own.
 *
 * @param <T> the contract
 */
public final class SingleObjectCodec<T extends SpecificRecord> {
    private static final byte[] MARKER = {(byte) 0xC3, 0x01};
    private static final int HEADER = MARKER.length + Long.BYTES;

    private final BinaryMessageEncoder<T> encoder;
    private final Map<Long, DatumReader<T>> readers = new HashMap<>();

    public SingleObjectCodec(Class<T> contract) {
        SpecificData data = SpecificData.getForClass(contract);
        Schema schema = data.getSchema(contract);
        // Without the encoder's own copy: encode() makes the only one.
        this.encoder = new BinaryMessageEncoder<>(data, schema, false);
        for (Schema writer : EarlierSchemas.of(contract)) {
            readers.put(fingerprint(writer), new SpecificDatumReader<>(writer, schema, data));
        }
        readers.put(fingerprint(schema), new SpecificDatumReader<>(schema, schema, data));
    }

    /** What stands in front of every body that {@code writer} wrote. */
    public static byte[] header(Schema writer) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARKER)
                .putLong(fingerprint(writer))
                .array();
    }

    /** Whether bodies that {@code writer} wrote can be decoded: it is a version of the contract. */
    public boolean reads(Schema writer) {
        return readers.containsKey(fingerprint(writer));
    }

    private static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
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
     * The record in {@code bytes}. Never allocates much more than {@code bytes} takes, whatever lengths it claims.
     *
     * @param bytes null for a Kafka record without a value, which is no single-object encoding
     * @throws UndecodableException if the bytes are no single-object encoding, name a schema that is not known, hold an
     *     enum's symbol that the schema does not have or a string that is not UTF-8, end early, or have bytes left over
     */
    public T decode(byte[] bytes) throws UndecodableException {
        DatumReader<T> reader = reader(bytes);
        BoundedDecoder body = new BoundedDecoder(bytes, HEADER);
        try {
            T record = reader.read(null, body);
            if (body.remaining() > 0) {
                throw new IOException(body.remaining() + " bytes after the end");
            }
            return record;
        } catch (CharacterCodingException e) {
            throw new UndecodableException(UndecodableException.Kind.NOT_UTF8, "a string is not UTF-8", e);
        } catch (IOException e) {
            throw new UndecodableException(UndecodableException.Kind.BROKEN_BODY, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // Avro meets a broken union branch or enum index with whatever its collections throw.
            if (body.isJustAfterEnum()) {
                throw new UndecodableException(
                        UndecodableException.Kind.UNKNOWN_SYMBOL, "an enum has no such symbol: " + e.getMessage(), e);
            }
            throw new UndecodableException(UndecodableException.Kind.BROKEN_BODY, String.valueOf(e.getMessage()), e);
        }
    }

    private DatumReader<T> reader(byte[] bytes) throws UndecodableException {
        if (bytes == null || bytes.length < HEADER || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
            throw new UndecodableException(UndecodableException.Kind.NOT_AVRO, "no single-object header", null);
        }
        long named = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
        DatumReader<T> reader = readers.get(named);
        if (reader == null) {
            String message = "schema " + Long.toHexString(named) + " is not known";
            throw new UndecodableException(UndecodableException.Kind.UNKNOWN_SCHEMA, message, null);
        }
        return reader;
    }
}
