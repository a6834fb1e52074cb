package io.millrace.sequence.store;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A shelf in the heap that knows what was written to it last. */
public final class InMemoryShelf implements Shelf {
    private final Map<Long, byte[]> values = new TreeMap<>();
    private int writes;

    @Override
    public byte[] get(long key) {
        byte[] value = values.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(long key, byte[] value) {
        writes++;
        values.put(key, value.clone());
    }

    @Override
    public void remove(long key) {
        values.remove(key);
    }

    @Override
    public void removeAll(BiConsumer<Long, byte[]> witness) {
        values.forEach(witness);
        values.clear();
    }

    void copyTo(InMemoryShelf other) {
        other.values.putAll(values);
    }

    /** The values in hexadecimal, by key. */
    Map<Long, String> contents() {
        Map<Long, String> contents = new TreeMap<>();
        values.forEach((key, value) -> contents.put(key, HexFormat.of().formatHex(value)));
        return contents;
    }

    public int size() {
        return values.size();
    }

    public int writes() {
        return writes;
    }
}
