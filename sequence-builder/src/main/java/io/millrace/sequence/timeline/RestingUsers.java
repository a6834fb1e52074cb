package io.millrace.sequence.timeline;

import io.millrace.sequence.store.Cell;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.function.LongConsumer;

/** Values of users' header cells in the heap, those that came last. What has changed is written when it leaves. */
final class RestingUsers {
    /** What an entry takes beside its bytes: its place in the map, two objects' heads. */
    private static final int OWN_WEIGHT = 100;

    private final LongConsumer select;
    private final Cell cell;
    private final long capacity;
    private final Long2ObjectLinkedOpenHashMap<Value> values = new Long2ObjectLinkedOpenHashMap<>();
    private long weight;

    /** A value, and how it differs from what is in the store. */
    static final class Value {
        private byte[] bytes;
        private boolean isStored;
        private boolean hasChanged;

        private Value(byte[] stored) {
            this.bytes = stored;
            this.isStored = stored != null;
        }

        /** Null for nothing. */
        byte[] bytes() {
            return bytes;
        }

        void change(byte[] now) {
            hasChanged = isStored || now != null;
            bytes = now;
        }

        private int weight() {
            return OWN_WEIGHT + (bytes == null ? 0 : bytes.length);
        }
    }

    /**
     * @param select makes the cell that of a user
     * @param capacity bytes
     */
    RestingUsers(LongConsumer select, Cell cell, long capacity) {
        this.select = select;
        this.cell = cell;
        this.capacity = capacity;
    }

    /** Takes out the value of the user whose cell it is now. */
    Value take(long id) {
        Value value = values.remove(id);
        if (value == null) {
            return new Value(cell.get());
        }
        weight -= value.weight();
        return value;
    }

    /** Adds a value that is not here. */
    void add(long id, Value value) {
        if (value.bytes == null && !value.hasChanged) {
            return;
        }
        values.put(id, value);
        weight += value.weight();
        while (weight > capacity) {
            long first = values.firstLongKey();
            Value leaving = values.removeFirst();
            weight -= leaving.weight();
            store(first, leaving);
        }
    }

    /** Writes all that have changed. */
    void flush() {
        values.long2ObjectEntrySet().fastForEach(entry -> store(entry.getLongKey(), entry.getValue()));
    }

    /** Writes a value if it has changed. */
    void store(long id, Value value) {
        if (!value.hasChanged) {
            return;
        }
        select.accept(id);
        if (value.bytes == null) {
            cell.clear();
        } else {
            cell.set(value.bytes);
        }
        value.isStored = value.bytes != null;
        value.hasChanged = false;
    }
}
