package io.millrace.learner.server;

import io.millrace.schemas.Precision;

/** Takes a version as a shard cuts it, key group by key group. */
public interface VersionSink {
    /** In which precision it takes rows: the digests are of rows that are rounded so. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /** A row changed since the last cut; {@code weights} holds its {@code width} weights first. */
    void row(int keyGroup, RowKey key, float[] weights, int width);

    /** A row that the last version had is no more. */
    void tombstone(int keyGroup, RowKey key);

    /** The key group is complete. */
    void endOfKeyGroup(int keyGroup, Ledger ledger);
}
