package io.millrace.learner.server;

import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps rows encoded, as real state does, so that a row that was not written back is a row lost. */
public final class InMemoryRowStore implements RowStore {
    private final Map<RowKey, byte[]> rows;
    private final Map<Integer, Set<RowKey>> groups;
    private final Map<Integer, long[]> ledgers;
    private int reads;

    public InMemoryRowStore() {
        this(Map.of(), Map.of(), Map.of());
    }

    private InMemoryRowStore(Map<RowKey, byte[]> rows, Map<Integer, Set<RowKey>> groups, Map<Integer, long[]> ledgers) {
        this.rows = new HashMap<>(rows);
        this.groups = new HashMap<>();
        groups.forEach((group, keys) -> this.groups.put(group, new HashSet<>(keys)));
        this.ledgers = new HashMap<>(ledgers);
    }

    /** What a checkpoint of this store would restore. */
    public InMemoryRowStore copy() {
        return new InMemoryRowStore(rows, groups, ledgers);
    }

    public int size() {
        return rows.size();
    }

    /** The stored row, or null. */
    public Row row(RowKey key) {
        byte[] bytes = rows.get(key);
        return bytes == null ? null : RowCodec.decode(bytes);
    }

    /** How often it was asked for rows of a key group. */
    public int reads() {
        return reads;
    }

    @Override
    public List<Row> read(int keyGroup, List<RowKey> keys) {
        reads++;
        return keys.stream().map(this::row).toList();
    }

    @Override
    public void remove(int keyGroup, RowKey key) {
        rows.remove(key);
        groups.get(keyGroup).remove(key);
    }

    @Override
    public List<RowKey> keys(int keyGroup) {
        return List.copyOf(groups.getOrDefault(keyGroup, Set.of()));
    }

    @Override
    public void write(int keyGroup, RowKey key, Row row) {
        rows.put(key, RowCodec.encode(row));
        groups.computeIfAbsent(keyGroup, group -> new HashSet<>()).add(key);
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
