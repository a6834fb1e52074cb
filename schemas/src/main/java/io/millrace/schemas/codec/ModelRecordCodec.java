package io.millrace.schemas.codec;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.ModelKey;
import io.millrace.schemas.ModelRecordKind;
import io.millrace.schemas.ModelRow;
import io.millrace.schemas.Precision;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.UndecodableException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The records of the model topic as bytes. Key and value are both single-object encoded; equal keys give equal bytes,
 * on which the topic's compaction relies.
 *
 * <p>Not thread-safe: it reuses its scratch records. Give every thread its own.
 */
public final class ModelRecordCodec {
    /**
     * A manifest's key is its version modulo this: the topic keeps so many of the newest manifests, and as many of the newest
     * that are held, so that these do not push the last good one out.
     */
    public static final long MANIFEST_SLOTS = 1024;

    /**
     * One record as the topic holds it.
     *
     * @param key never null
     * @param value null for a tombstone
     */
    public record Encoded(byte[] key, byte[] value) {}

    private final SingleObjectCodec<ModelKey> keys = new SingleObjectCodec<>(ModelKey.class);
    private final SingleObjectCodec<ModelRow> rows = new SingleObjectCodec<>(ModelRow.class);
    private final SingleObjectCodec<EndOfVersion> marks = new SingleObjectCodec<>(EndOfVersion.class);
    private final SingleObjectCodec<Manifest> manifests = new SingleObjectCodec<>(Manifest.class);

    private final ModelKey key = new ModelKey();
    private final ModelRow row = new ModelRow();
    private ByteBuffer scratch = littleEndian(256);

    /**
     * A parameter row.
     *
     * @param values holds the weights from index 0; what lies behind {@code width}, such as optimiser slots, stays here
     * @param width floats of weights
     */
    public Encoded row(long lineage, long version, int table, long id, float[] values, int width) {
        return row(lineage, version, table, id, values, width, Precision.FLOAT32);
    }

    /**
     * A parameter row in a precision.
     *
     * @param values as {@link #row(long, long, int, long, float[], int)} has them, {@linkplain Bfloat16#round rounded} where
     *     the precision asks for it
     */
    public Encoded row(long lineage, long version, int table, long id, float[] values, int width, Precision precision) {
        row.setLineage(lineage);
        row.setVersion(version);
        row.setTable(table);
        row.setRow(id);
        row.setPrecision(precision);
        row.setWeights(pack(values, width, precision));
        return new Encoded(key(ModelRecordKind.ROW, table, id), rows.encode(row));
    }

    /** The tombstone of a row, to be sent before the end-of-version mark of the version that no longer has it. */
    public Encoded tombstone(int table, long id) {
        return new Encoded(key(ModelRecordKind.ROW, table, id), null);
    }

    /** The mark that closes one key group of one version. */
    public Encoded endOfVersion(EndOfVersion mark) {
        return new Encoded(key(ModelRecordKind.END_OF_VERSION, 0, mark.getKeyGroup()), marks.encode(mark));
    }

    /** The manifest of one version, whose checksum is made here: one that it has is dropped. */
    public Encoded manifest(Manifest manifest) {
        manifest.setChecksum(ManifestSeal.none());
        byte[] value = ManifestSeal.seal(manifests.encode(manifest));
        return new Encoded(key(ModelRecordKind.MANIFEST, 0, slot(manifest)), value);
    }

    /**
     * The record in these bytes.
     *
     * @param value null for a tombstone
     * @throws UndecodableException if either part cannot be decoded, the two contradict each other, or the tombstone is
     *     not a row's
     */
    public ModelRecord decode(byte[] keyBytes, byte[] value) throws UndecodableException {
        if (keyBytes == null) {
            throw contradiction("a record without a key");
        }
        ModelKey decoded = keys.decode(keyBytes);
        if (value == null) {
            if (decoded.getKind() != ModelRecordKind.ROW) {
                throw contradiction("tombstone of " + decoded.getKind());
            }
            return new ModelRecord.RowTombstone(decoded.getTable(), decoded.getRow());
        }
        return switch (decoded.getKind()) {
            case ROW -> decodeRow(decoded, value);
            case END_OF_VERSION -> decodeMark(decoded, value);
            case MANIFEST -> decodeManifest(decoded, value);
        };
    }

    private ModelRecord decodeRow(ModelKey decoded, byte[] value) throws UndecodableException {
        ModelRow body = rows.decode(value);
        if (body.getTable() != decoded.getTable() || body.getRow() != decoded.getRow()) {
            throw contradiction("key says row " + decoded.getTable() + "/" + decoded.getRow() + ", value says "
                    + body.getTable() + "/" + body.getRow());
        }
        ByteBuffer packed = body.getWeights().order(ByteOrder.LITTLE_ENDIAN);
        int bytes = bytesOf(body.getPrecision());
        if (packed.remaining() % bytes != 0) {
            throw contradiction(packed.remaining() + " bytes of weights are no whole floats");
        }
        float[] weights = new float[packed.remaining() / bytes];
        if (body.getPrecision() == Precision.BFLOAT16) {
            Bfloat16.get(packed, weights);
        } else {
            packed.asFloatBuffer().get(weights);
        }
        return new ModelRecord.Row(body.getLineage(), body.getVersion(), body.getTable(), body.getRow(), weights);
    }

    private ModelRecord decodeMark(ModelKey decoded, byte[] value) throws UndecodableException {
        EndOfVersion mark = marks.decode(value);
        if (mark.getKeyGroup() != decoded.getRow()) {
            throw contradiction("key says key group " + decoded.getRow() + ", value says " + mark.getKeyGroup());
        }
        return new ModelRecord.GroupEnd(mark);
    }

    private ModelRecord decodeManifest(ModelKey decoded, byte[] value) throws UndecodableException {
        if (ManifestSeal.isBroken(value)) {
            throw contradiction("a manifest whose checksum is another");
        }
        Manifest manifest = manifests.decode(value);
        manifest.setChecksum(ManifestSeal.none());
        if (slot(manifest) != decoded.getRow()) {
            throw contradiction("key says slot " + decoded.getRow() + ", value says version " + manifest.getVersion());
        }
        return new ModelRecord.VersionManifest(manifest);
    }

    private byte[] key(ModelRecordKind kind, int table, long id) {
        key.setKind(kind);
        key.setTable(table);
        key.setRow(id);
        return keys.encode(key);
    }

    private static int bytesOf(Precision precision) {
        return precision == Precision.BFLOAT16 ? Short.BYTES : Float.BYTES;
    }

    private ByteBuffer pack(float[] values, int width, Precision precision) {
        int bytes = width * bytesOf(precision);
        if (scratch.capacity() < bytes) {
            scratch = littleEndian(bytes);
        }
        scratch.clear().limit(bytes);
        if (precision == Precision.BFLOAT16) {
            Bfloat16.put(scratch, values, width);
            return scratch.flip();
        }
        scratch.asFloatBuffer().put(values, 0, width);
        return scratch;
    }

    private static long slot(Manifest manifest) {
        long slot = Long.remainderUnsigned(manifest.getVersion(), MANIFEST_SLOTS);
        return manifest.getVerdict() == Verdict.HELD ? MANIFEST_SLOTS + slot : slot;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static UndecodableException contradiction(String what) {
        return new UndecodableException(Kind.BROKEN_BODY, what, null);
    }
}
