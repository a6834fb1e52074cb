package io.millrace.sequence.timeline;

import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * The users that were dealt with last, decoded. Others are written back and leave; a checkpoint writes all back that have
 * changed.
 */
final class UserCache {
    private final LongFunction<User> reader;
    private final LongConsumer select;
    private final long capacity;
    private final Long2ObjectLinkedOpenHashMap<Cached> users = new Long2ObjectLinkedOpenHashMap<>();
    private long weight;

    private static final class Cached {
        private final User user;
        private int weight;

        Cached(User user) {
            this.user = user;
        }
    }

    /**
     * @param reader reads the user that the store speaks of
     * @param select makes the store speak of a user
     * @param capacity in interactions; one user is always there
     */
    UserCache(LongFunction<User> reader, LongConsumer select, long capacity) {
        this.reader = reader;
        this.select = select;
        this.capacity = capacity;
    }

    /** The user with this id, of whom the store speaks from now on. */
    User get(long id) {
        select.accept(id);
        Cached cached = users.getAndMoveToLast(id);
        if (cached == null) {
            cached = new Cached(reader.apply(id));
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
            flush(first.user);
        }
    }

    /** Writes back what has changed of all. */
    void flush() {
        users.values().forEach(cached -> flush(cached.user));
    }

    private void flush(User user) {
        if (user.hasChanged()) {
            select.accept(user.id);
            user.flush();
        }
    }
}
