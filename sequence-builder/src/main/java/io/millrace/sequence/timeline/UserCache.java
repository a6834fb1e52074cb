package io.millrace.sequence.timeline;

import io.millrace.sequence.store.Cell;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.function.LongConsumer;

/**
 * Users in the heap: those that were dealt with last, decoded; those before them at rest, as the values that are to stand in
 * their header cells, which take a tenth of the room. Who leaves that rest too is in the store only. A checkpoint writes all
 * that has changed.
 */
final class UserCache {
    private final Reader reader;
    private final LongConsumer select;
    private final RestingUsers resting;
    private final long capacity;
    private final Long2ObjectLinkedOpenHashMap<Cached> users = new Long2ObjectLinkedOpenHashMap<>();
    private long weight;

    /** Decodes the user that the store speaks of. */
    interface Reader {
        /** @param value what stands in the header cell, null for nothing */
        User read(long id, byte[] value);
    }

    private static final class Cached {
        private final User user;
        private final RestingUsers.Value value;
        private int weight;

        Cached(User user, RestingUsers.Value value) {
            this.user = user;
            this.value = value;
        }
    }

    /**
     * @param select makes the store speak of a user
     * @param cell the header cell of that user
     * @param bounds one user is always there, decoded
     */
    UserCache(Reader reader, LongConsumer select, Cell cell, HeapBounds bounds) {
        this.reader = reader;
        this.select = select;
        this.resting = new RestingUsers(select, cell, bounds.resting());
        this.capacity = bounds.decoded();
    }

    /** The user with this id, of whom the store speaks from now on. */
    User get(long id) {
        select.accept(id);
        Cached cached = users.getAndMoveToLast(id);
        if (cached == null) {
            RestingUsers.Value value = resting.take(id);
            cached = new Cached(reader.read(id, value.bytes()), value);
            users.put(id, cached);
        }
        return cached.user;
    }

    /** Lets users leave until the rest fit: to be called when something has been done with the one that was got last. */
    void fit() {
        Cached last = users.get(users.lastLongKey());
        weight += last.user.weight() - last.weight;
        last.weight = last.user.weight();
        while (weight > capacity && users.size() > 1) {
            Cached first = users.removeFirst();
            weight -= first.weight;
            write(first);
            resting.add(first.user.id, first.value);
        }
    }

    /** Writes back what has changed of all. */
    void flush() {
        for (Cached cached : users.values()) {
            write(cached);
            resting.store(cached.user.id, cached.value);
        }
        resting.flush();
    }

    private void write(Cached cached) {
        if (cached.user.hasChanged()) {
            select.accept(cached.user.id);
            cached.value.change(cached.user.write());
        }
    }
}
