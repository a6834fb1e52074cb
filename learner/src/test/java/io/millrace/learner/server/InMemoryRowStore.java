package io.millrace.learner.server;

import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import java.util.HashMap;
import java.util.Map;

/** Keeps rows encoded, as real state does, so that a row that was not written back is a row lost. */
public final class InMemoryRowStore implements RowStore {
    private final Map<RowKey, byte[]> rows;
    private final Map<Integer, long[]> ledgers;

    public InMemoryRowStore() {
        this(Map.of(), Map.of());
    }

    private InMemoryRowStore(Map<RowKey, byte[]> rows, Map<Integer, long[]> ledgers) {
        this.rows = new HashMap<>(rows);
        this.ledgers = new HashMap<>(ledgers);
    }

    /** What a checkpoint of this store would restore. */
    public InMemoryRowStore copy() {
        return new InMemoryRowStore(rows, ledgers);
    }

    public int size() {
        return rows.size();
    }

    @Override
    public Row read(int keyGroup, RowKey key) {
        byte[] bytes = rows.get(key);
        return bytes == null ? null : RowCodec.decode(bytes);
    }

    @Override
    public void write(int keyGroup, RowKey key, Row row) {
        rows.put(key, RowCodec.encode(row));
    }

    @Override
    public Ledger readLedger(int keyGroup) {
        return Ledger.of(ledgers.get(keyGroup));
    }

    @Override
    public void writeLedger(int keyGroup, Ledger ledger) {
        ledgers.put(keyGroup, ledger.toLongs());
    }
}
