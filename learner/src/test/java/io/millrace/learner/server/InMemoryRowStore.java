package io.millrace.learner.server;

import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

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

    /** What a checkpoint of this store would restore to a shard that has only some of the key groups. */
    public InMemoryRowStore copy(ToIntFunction<RowKey> keyGroup, IntPredicate owned) {
        InMemoryRowStore part = copy();
        part.rows.keySet().removeIf(key -> !owned.test(keyGroup.applyAsInt(key)));
        part.ledgers.keySet().removeIf(group -> !owned.test(group));
        return part;
    }

    /** Takes in a store of other key groups. */
    public void add(InMemoryRowStore other) {
        rows.putAll(other.rows);
        ledgers.putAll(other.ledgers);
    }

    /** The rows as they are stored, slots included. */
    public Map<RowKey, byte[]> rows() {
        return Map.copyOf(rows);
    }

    /** The ledgers as they are stored. */
    public Map<Integer, long[]> ledgers() {
        return Map.copyOf(ledgers);
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
