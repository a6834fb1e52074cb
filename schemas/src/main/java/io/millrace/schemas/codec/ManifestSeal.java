package io.millrace.schemas.codec;

import io.millrace.schemas.Checksum;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.id.Ids;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The checksum of a manifest as the topic holds it: its last eight bytes are the XXH64 of all before them. Rows and marks
 * are held to their digests; nothing but this stands for what a manifest says, and a lineage that nobody wrote would be
 * waited for in vain.
 */
final class ManifestSeal {
    /** Of every version of the contract that ends with a checksum. */
    private static final List<byte[]> HEADERS = Stream.concat(
                    EarlierSchemas.of(Manifest.class).stream(), Stream.of(Manifest.getClassSchema()))
            .filter(ManifestSeal::endsWithChecksum)
            .map(SingleObjectCodec::header)
            .toList();

    private ManifestSeal() {}

    /** What a manifest in memory has: the checksum belongs to the bytes. */
    static Checksum none() {
        return new Checksum(new byte[Long.BYTES]);
    }

    /** Writes the checksum into the bytes of an encoded manifest. */
    static byte[] seal(byte[] encoded) {
        ByteBuffer.wrap(encoded).putLong(encoded.length - Long.BYTES, checksum(encoded));
        return encoded;
    }

    /** Whether the bytes have another checksum than they say; those of before there was one say none. */
    static boolean isBroken(byte[] encoded) {
        return HEADERS.stream().anyMatch(header -> isHeadedBy(header, encoded))
                && ByteBuffer.wrap(encoded).getLong(encoded.length - Long.BYTES) != checksum(encoded);
    }

    private static boolean isHeadedBy(byte[] header, byte[] encoded) {
        return encoded.length >= header.length + Long.BYTES
                && Arrays.equals(encoded, 0, header.length, header, 0, header.length);
    }

    private static boolean endsWithChecksum(Schema version) {
        List<Schema.Field> fields = version.getFields();
        return fields.get(fields.size() - 1).name().equals("checksum");
    }

    private static long checksum(byte[] encoded) {
        return Ids.of(Arrays.copyOf(encoded, encoded.length - Long.BYTES));
    }
}
