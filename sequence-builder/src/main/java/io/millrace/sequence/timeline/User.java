package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.store.UserStore;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongLinkedOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A user in the heap. What is asked for is read from the store, part by part, and stays; what has changed is written by
 * {@link #flush}. All of it while this user is the store's current one.
 */
final class User {
    /** What one takes of whom nothing is there, and an item of which little is, in interactions. */
    private static final int OWN_WEIGHT = 16;

    private static final int ITEM_WEIGHT = 2;

    final long id;
    final Header header;
    final UserHistory history;
    final SeenIds seen;
    private final UserStore store;
    private final int attributes;
    private final Long2ObjectMap<ItemExposures> items = new Long2ObjectOpenHashMap<>();
    private final LongSet storedItems = new LongOpenHashSet();
    private final LongSet changedItems = new LongLinkedOpenHashSet();
    private final Long2ObjectMap<LongArrayList> looks = new Long2ObjectOpenHashMap<>();
    private final LongSet woken = new LongOpenHashSet();
    private UserFacts facts;
    private boolean factsChanged;
    private boolean changed;

    User(long id, UserStore store, SequenceConfig config) {
        this.id = id;
        this.store = store;
        this.attributes = config.retention().attributes();
        byte[] stored = store.header().get();
        this.header = Header.decode(stored);
        this.history = new UserHistory(store, config.retention(), header.newest, header.openCount);
        this.seen = new SeenIds(
                store.seen(), header.seen, new Alarm(config.retention().deduplication()));
    }

    /** Whether an event of this user has taken effect that is not forgotten. */
    boolean isKnown() {
        return header.ordinal > 0;
    }

    UserFacts facts() {
        if (facts == null) {
            facts = new UserFacts(store.facts().get(), attributes);
        }
        return facts;
    }

    void factsChanged() {
        factsChanged = true;
    }

    /** What may still be joined of an item; empty if there is nothing. */
    ItemExposures item(long item) {
        ItemExposures exposures = items.get(item);
        if (exposures == null) {
            byte[] stored = store.exposures().get(item);
            if (stored != null) {
                storedItems.add(item);
            }
            exposures = new ItemExposures(stored);
            items.put(item, exposures);
        }
        return exposures;
    }

    void itemChanged(long item) {
        changedItems.add(item);
    }

    /** Sees to it that it is this user's turn at {@code time}. */
    void wakeAt(long time) {
        if (woken.add(time)) {
            store.agenda().wake(time);
        }
    }

    /** Puts a look at an item on the agenda. */
    void lookAt(long time, long item) {
        looks.computeIfAbsent(time, t -> new LongArrayList()).add(item);
        wakeAt(time);
    }

    /** Takes what is on the agenda for {@code time}. */
    List<Task> takeTasks(long time) {
        woken.remove(time);
        List<Task> tasks = new ArrayList<>();
        store.agenda().take(time).forEach(bytes -> tasks.add(Task.decode(bytes)));
        LongArrayList unwritten = looks.remove(time);
        if (unwritten != null) {
            tasks.add(new Task.Look(unwritten));
        }
        return tasks;
    }

    /** To be called by whoever has changed anything. */
    void changed() {
        changed = true;
    }

    /** Lets go of everything but the ids that are remembered; of items and looks none is left by then. */
    void forget() {
        header.lastEvent = 0;
        header.ordinal = 0;
        header.newEvents = 0;
        header.erasedUntil = Long.MIN_VALUE;
        header.marks.clear();
        history.clear();
        removeFacts();
    }

    void removeFacts() {
        store.facts().clear();
        facts = new UserFacts(null, attributes);
        factsChanged = false;
    }

    /** Removes all that may still be joined, of whatever item; returns how many exposures there were. */
    int removeItems() {
        int[] exposures = new int[1];
        items.values().forEach(item -> exposures[0] += item.exposures().size());
        store.exposures().removeAll((item, bytes) -> {
            if (!items.containsKey((long) item)) {
                exposures[0] += new ItemExposures(bytes).exposures().size();
            }
        });
        items.clear();
        storedItems.clear();
        changedItems.clear();
        return exposures[0];
    }

    /** Whether there is anything to write back. */
    boolean hasChanged() {
        return changed;
    }

    /** Writes back what has changed. */
    void flush() {
        history.flush();
        seen.flush();
        flushItems();
        if (factsChanged) {
            store.facts().set(facts.encode());
            factsChanged = false;
        }
        looks.forEach((time, due) -> store.agenda().add(time, Task.encode(new Task.Look(due))));
        looks.clear();
        header.seen = seen.counts();
        header.newest = history.newest();
        header.openCount = history.openCount();
        if (header.isEmpty()) {
            store.header().clear();
        } else {
            store.header().set(header.encode());
        }
        changed = false;
    }

    private void flushItems() {
        for (long item : changedItems) {
            ItemExposures exposures = items.get(item);
            if (!exposures.isEmpty()) {
                store.exposures().put(item, exposures.encode());
                storedItems.add(item);
            } else {
                items.remove(item);
                if (storedItems.remove(item)) {
                    store.exposures().remove(item);
                }
            }
        }
        changedItems.clear();
    }

    /** How much of the heap it takes, in interactions. */
    int weight() {
        return OWN_WEIGHT + history.weight() + ITEM_WEIGHT * items.size() + header.marks.size() + seen.size() / 8;
    }
}
