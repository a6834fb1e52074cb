package io.millrace.learner.server;

import io.millrace.model.row.Row;
import java.util.List;

/** Where a shard's rows and ledgers rest: Flink's keyed state. Tables are given by their numbers. */
public interface RowStore {
    /** The stored rows of one key group, in the order of the keys; null where none was stored. */
    List<Row> read(int keyGroup, List<RowKey> keys);

    void write(int keyGroup, RowKey key, Row row);

    void remove(int keyGroup, RowKey key);

    /** The keys of everything stored of a key group: a scan. */
    List<RowKey> keys(int keyGroup);

    /** The index of a key group's buckets; null where none was stored. */
    long[] readBuckets(int keyGroup);

    void writeBuckets(int keyGroup, long[] index);

    /** Stores a chunk of a bucket, named by the bucket's end and its place in it. */
    void writeBucket(int keyGroup, long end, int chunk, long[] rows);

    /** Reads a chunk that is there, and removes it. */
    long[] takeBucket(int keyGroup, long end, int chunk);

    /** The key group's ledger; a new one where none was stored. */
    Ledger readLedger(int keyGroup);

    void writeLedger(int keyGroup, Ledger ledger);
}
