package io.millrace.serving.names;

import io.millrace.schemas.id.Ids;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongBidirectionalIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The ids that things have on the wire, by their hashes, which are all that a model knows: as many as a number of bytes
 * holds, those that were told of longest ago forgotten first. Thread-safe.
 */
public final class WireNames {
    /** About what the map and the string's headers take. */
    static final int OVERHEAD = 88;

    private final long capacity;
    private final Long2ObjectLinkedOpenHashMap<String> names = new Long2ObjectLinkedOpenHashMap<>();
    private long bytes;

    /** @param capacity bytes */
    public WireNames(long capacity) {
        this.capacity = capacity;
    }

    /** The id on the wire, if it is known. */
    public synchronized Optional<String> of(long hash) {
        return Optional.ofNullable(names.get(hash));
    }

    /** Takes down an id. */
    public void put(String name) {
        long hash = Ids.of(name);
        synchronized (this) {
            String before = names.putAndMoveToLast(hash, name);
            bytes += bytes(name) - (before == null ? 0 : bytes(before));
            while (bytes > capacity) {
                bytes -= bytes(names.removeFirst());
            }
        }
    }

    /** How many are known. */
    public synchronized int size() {
        return names.size();
    }

    /** The newest {@code most} whose hash passes, newest first. */
    public synchronized List<String> newest(int most, LongPredicate passes) {
        List<String> newest = new ArrayList<>();
        if (names.isEmpty()) {
            return newest;
        }
        LongBidirectionalIterator hashes = names.keySet().iterator(names.lastLongKey());
        while (newest.size() < most && hashes.hasPrevious()) {
            long hash = hashes.previousLong();
            if (passes.test(hash)) {
                newest.add(names.get(hash));
            }
        }
        return newest;
    }

    /** Forgets an id. */
    public synchronized void remove(String name) {
        String removed = names.remove(Ids.of(name));
        if (removed != null) {
            bytes -= bytes(removed);
        }
    }

    private static long bytes(String name) {
        return 2L * name.length() + OVERHEAD;
    }
}
