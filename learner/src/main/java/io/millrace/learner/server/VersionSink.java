package io.millrace.learner.server;

/** Takes a version as a shard cuts it, key group by key group. */
public interface VersionSink {
    /** A row changed since the last cut; {@code weights} holds its {@code width} weights first. */
    void row(int keyGroup, RowKey key, float[] weights, int width);

    /** A row that the last version had is no more. */
    void tombstone(int keyGroup, RowKey key);

    /** The key group is complete. */
    void endOfKeyGroup(int keyGroup, Ledger ledger);
}
