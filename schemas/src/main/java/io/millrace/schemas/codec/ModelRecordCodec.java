package io.millrace.schemas.codec;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.ModelKey;
import io.millrace.schemas.ModelRecordKind;
import io.millrace.schemas.ModelRow;
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
    /** A manifest's key is its version modulo this: the topic keeps so many of the newest manifests. */
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
        row.setLineage(lineage);
        row.setVersion(version);
        row.setTable(table);
        row.setRow(id);
        row.setWeights(pack(values, width));
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
        ByteBuffer packed = body.getWeights();
        if (packed.remaining() % Float.BYTES != 0) {
            throw contradiction(packed.remaining() + " bytes of weights are no whole floats");
        }
        float[] weights = new float[packed.remaining() / Float.BYTES];
        packed.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(weights);
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

    private ByteBuffer pack(float[] values, int width) {
        int bytes = width * Float.BYTES;
        if (scratch.capacity() < bytes) {
            scratch = littleEndian(bytes);
        }
        scratch.clear().limit(bytes);
        scratch.asFloatBuffer().put(values, 0, width);
        return scratch;
    }

    private static long slot(Manifest manifest) {
        return Long.remainderUnsigned(manifest.getVersion(), MANIFEST_SLOTS);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static UndecodableException contradiction(String what) {
        return new UndecodableException(Kind.BROKEN_BODY, what, null);
    }
}
