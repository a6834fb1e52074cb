package io.millrace.serving.names;

import io.millrace.schemas.Action;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.topic.FollowedTopic;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.time.Duration;
import java.util.Optional;

/**
 * The ids that items have on the wire, by their hashes, which are all that a model knows: as many as a number of bytes holds,
 * those that were told of longest ago forgotten first. Thread-safe.
 */
public final class ItemNames {
    /** About what the map and the string's headers take. */
    static final int OVERHEAD = 88;

    private final long capacity;
    private final Long2ObjectLinkedOpenHashMap<String> names = new Long2ObjectLinkedOpenHashMap<>();
    private long bytes;

    /** @param capacity bytes */
    public ItemNames(long capacity) {
        this.capacity = capacity;
    }

    /** The item's id on the wire, if it is known. */
    public synchronized Optional<String> of(long item) {
        return Optional.ofNullable(names.get(item));
    }

    /** Takes down an item's id. */
    public void put(String name) {
        long item = Ids.of(name);
        synchronized (this) {
            String before = names.putAndMoveToLast(item, name);
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

    /** The topic of events, from whose impressions and actions names are taken. */
    public FollowedTopic from(String events, Duration lookBack) {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        return FollowedTopic.since(events, lookBack, record -> {
            // Heartbeats have no value.
            if (record.value() != null) {
                take(codec, record.value());
            }
        });
    }

    private void take(SingleObjectCodec<Event> codec, byte[] value) throws UndecodableException {
        Object payload = codec.decode(value).getPayload();
        if (payload instanceof Impression impression) {
            put(impression.getItemId());
        } else if (payload instanceof Action action) {
            put(action.getItemId());
        }
    }

    private static long bytes(String name) {
        return 2L * name.length() + OVERHEAD;
    }
}
