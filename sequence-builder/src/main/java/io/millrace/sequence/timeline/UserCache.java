package io.millrace.sequence.timeline;

import io.millrace.sequence.store.Cell;
import io.millrace.sequence.timeline.CachedUsers.Entry;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Users in the heap: those that were dealt with last, decoded; those before them at rest, as the values that are to stand in
 * their header cells, which take a fraction of the room. Who leaves that rest too is in the store only. A checkpoint writes
 * all that has changed.
 */
final class UserCache implements CacheStatistics {
    /** What one at rest takes beside the bytes of the value: the entry, its place in the map, an array's head. */
    private static final int RESTING_WEIGHT = 100;

    private final Reader reader;
    private final LongConsumer select;
    private final Cell cell;
    private final HeapBounds bounds;
    private final Long2ObjectMap<Entry> all = new Long2ObjectOpenHashMap<>();
    private final CachedUsers decoded = new CachedUsers();
    private final CachedUsers resting = new CachedUsers();
    /** Who was got last; in no order until {@link #fit}. */
    private Entry current;

    private long hits;
    private long restingHits;
    private long misses;
    private long evictions;

    /** Decodes the user that the store speaks of. */
    interface Reader {
        /** @param value what stands in the header cell, null for nothing */
        User read(long id, byte[] value);
    }

    /**
     * @param select makes the store speak of a user
     * @param cell the header cell of that user
     * @param bounds the user that was got last is always there
     */
    UserCache(Reader reader, LongConsumer select, Cell cell, HeapBounds bounds) {
        this.reader = reader;
        this.select = select;
        this.cell = cell;
        this.bounds = bounds;
    }

    /** The user with this id, of whom the store speaks from now on. {@link #fit} is to be called before the next is got. */
    User get(long id) {
        select.accept(id);
        current = all.get(id);
        if (current == null) {
            current = new Entry(id, cell.get());
            all.put(id, current);
            misses++;
        } else if (current.user == null) {
            resting.remove(current);
            restingHits++;
        } else {
            decoded.remove(current);
            hits++;
        }
        if (current.user == null) {
            current.user = reader.read(id, current.value);
            current.value = null;
        }
        return current.user;
    }

    /** Lets users leave until the rest fit: to be called when something has been done with the one that was got last. */
    void fit() {
        int weight = current.user.weight();
        while (!decoded.isEmpty() && decoded.weight() + weight > bounds.decoded()) {
            rest(decoded.first());
        }
        decoded.addLast(current, weight);
        while (resting.weight() > bounds.resting()) {
            Entry first = resting.first();
            resting.remove(first);
            all.remove(first.id);
            evictions++;
            store(first, first.value);
        }
    }

    private void rest(Entry entry) {
        decoded.remove(entry);
        entry.hasChanged |= entry.user.hasChanged();
        entry.value = write(entry);
        entry.user = null;
        if (entry.value == null && !entry.isStored) {
            all.remove(entry.id);
        } else {
            resting.addLast(entry, RESTING_WEIGHT + (entry.value == null ? 0 : entry.value.length));
        }
    }

    /** Writes back what has changed of all. */
    void flush() {
        forEach(decoded, entry -> {
            if (entry.hasChanged || entry.user.hasChanged()) {
                entry.hasChanged = true;
                store(entry, write(entry));
            }
        });
        forEach(resting, entry -> store(entry, entry.value));
    }

    private static void forEach(CachedUsers users, Consumer<Entry> action) {
        for (Entry entry = users.isEmpty() ? null : users.first(); entry != null; entry = users.after(entry)) {
            action.accept(entry);
        }
    }

    private byte[] write(Entry entry) {
        select.accept(entry.id);
        return entry.user.write();
    }

    private void store(Entry entry, byte[] value) {
        if (!entry.hasChanged) {
            return;
        }
        entry.hasChanged = false;
        if (value == null && !entry.isStored) {
            return;
        }
        select.accept(entry.id);
        if (value == null) {
            cell.clear();
        } else {
            cell.set(value);
        }
        entry.isStored = value != null;
    }

    @Override
    public long hits() {
        return hits;
    }

    @Override
    public long restingHits() {
        return restingHits;
    }

    @Override
    public long misses() {
        return misses;
    }

    @Override
    public long evictions() {
        return evictions;
    }

    @Override
    public long users() {
        return decoded.size();
    }

    @Override
    public long restingUsers() {
        return resting.size();
    }

    @Override
    public long bytes() {
        return decoded.weight();
    }

    @Override
    public long restingBytes() {
        return resting.weight();
    }
}
