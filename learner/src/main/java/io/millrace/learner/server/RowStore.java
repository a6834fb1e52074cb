package io.millrace.learner.server;

import io.millrace.model.row.Row;

/** Where a shard's rows and ledgers rest: Flink's keyed state. */
public interface RowStore {
    /** The stored row, or null where none was stored. */
    Row read(int keyGroup, RowKey key);

    void write(int keyGroup, RowKey key, Row row);

    /** The key group's ledger; a new one where none was stored. */
    Ledger readLedger(int keyGroup);

    void writeLedger(int keyGroup, Ledger ledger);
}
