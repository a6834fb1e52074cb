package io.millrace.learner.publish;

import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.VersionSink;
import io.millrace.schemas.Precision;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Encodes a version for the model topic as a shard cuts it. */
public final class VersionCutter implements VersionSink {
    private final long lineage;
    private final long version;
    private final Precision precision;
    private final ModelRecordCodec codec;
    private final Consumer<KeyGroupCut> cuts;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();

    public VersionCutter(
            long lineage, long version, Precision precision, ModelRecordCodec codec, Consumer<KeyGroupCut> cuts) {
        this.lineage = lineage;
        this.version = version;
        this.precision = precision;
        this.codec = codec;
        this.cuts = cuts;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public void row(int keyGroup, RowKey key, float[] weights, int width) {
        add(codec.row(lineage, version, key.table(), key.row(), weights, width, precision));
    }

    @Override
    public void tombstone(int keyGroup, RowKey key) {
        add(codec.tombstone(key.table(), key.row()));
    }

    @Override
    public void endOfKeyGroup(int keyGroup, Ledger ledger) {
        add(codec.endOfVersion(ledger.mark(lineage, version, keyGroup)));
        cuts.accept(new KeyGroupCut(version, keyGroup, keys.toArray(byte[][]::new), values.toArray(byte[][]::new)));
        keys.clear();
        values.clear();
    }

    private void add(ModelRecordCodec.Encoded encoded) {
        keys.add(encoded.key());
        values.add(encoded.value());
    }
}
