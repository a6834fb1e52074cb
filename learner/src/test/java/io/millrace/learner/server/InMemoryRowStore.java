package io.millrace.learner.server;

import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Keeps rows encoded, as real state does, so that a row that was not written back is a row lost. */
public final class InMemoryRowStore implements RowStore {
    private final Map<RowKey, byte[]> rows;
    private final Map<Integer, Set<RowKey>> groups;
    private final Map<Integer, long[]> ledgers;
    private final Map<Integer, long[]> bucketIndexes;
    private final Map<List<Long>, long[]> buckets;
    private int reads;

    public InMemoryRowStore() {
        this(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    private InMemoryRowStore(
            Map<RowKey, byte[]> rows,
            Map<Integer, Set<RowKey>> groups,
            Map<Integer, long[]> ledgers,
            Map<Integer, long[]> bucketIndexes,
            Map<List<Long>, long[]> buckets) {
        this.rows = new HashMap<>(rows);
        this.groups = new HashMap<>();
        groups.forEach((group, keys) -> this.groups.put(group, new HashSet<>(keys)));
        this.ledgers = new HashMap<>(ledgers);
        this.bucketIndexes = new HashMap<>(bucketIndexes);
        this.buckets = new HashMap<>(buckets);
    }

    /** What a checkpoint of this store would restore. */
    public InMemoryRowStore copy() {
        return new InMemoryRowStore(rows, groups, ledgers, bucketIndexes, buckets);
    }

    /** What a checkpoint of this store would restore to a shard that has only some of the key groups. */
    public InMemoryRowStore copy(IntPredicate owned) {
        InMemoryRowStore part = copy();
        groups.forEach((group, keys) -> {
            if (!owned.test(group)) {
                part.rows.keySet().removeAll(keys);
            }
        });
        part.groups.keySet().removeIf(owned.negate()::test);
        part.ledgers.keySet().removeIf(owned.negate()::test);
        part.bucketIndexes.keySet().removeIf(owned.negate()::test);
        part.buckets.keySet().removeIf(address -> !owned.test(address.get(0).intValue()));
        return part;
    }

    /** Takes in a store of other key groups. */
    public void add(InMemoryRowStore other) {
        rows.putAll(other.rows);
        groups.putAll(other.groups);
        ledgers.putAll(other.ledgers);
        bucketIndexes.putAll(other.bucketIndexes);
        buckets.putAll(other.buckets);
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
        groups.getOrDefault(keyGroup, new HashSet<>()).remove(key);
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

    /** What is stored of every row whose time is not over, but for what depends on when versions were cut. */
    public Map<RowKey, String> living(RowLife life, int keyGroups) {
        Map<RowKey, String> living = new TreeMap<>();
        for (RowKey key : rows.keySet()) {
            Row row = row(key);
            long now = readLedger(KeyGroups.of(key.table(), key.row(), keyGroups)).now;
            boolean over = !OutOfVocabulary.is(key.table()) && life.isExpired(row, now);
            if (row.lastTouched != Row.NEVER && !over) {
                living.put(
                        key,
                        row.touches + " " + row.updates + " " + row.lastTouched + " " + Arrays.toString(row.values));
            }
        }
        return living;
    }

    /** Rows that wait in buckets. */
    public long waiting() {
        return buckets.values().stream().mapToLong(rows -> rows.length / 2).sum();
    }

    /** Chunks of buckets. */
    public int waitingChunks() {
        return buckets.size();
    }

    @Override
    public long[] readBuckets(int keyGroup) {
        return bucketIndexes.get(keyGroup);
    }

    @Override
    public void writeBuckets(int keyGroup, long[] index) {
        bucketIndexes.put(keyGroup, index);
    }

    @Override
    public void writeBucket(int keyGroup, long end, int chunk, long[] waiting) {
        buckets.put(List.of((long) keyGroup, end, (long) chunk), waiting);
    }

    @Override
    public long[] takeBucket(int keyGroup, long end, int chunk) {
        return buckets.remove(List.of((long) keyGroup, end, (long) chunk));
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
