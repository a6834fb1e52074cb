package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.store.UserStore;

/**
 * A user in the heap.
 *
 * <p>A small one is written as one value, which is in the store's header cell: the header, and all the rest behind it, but
 * for sealed pages, which do not change. One who has become too large for that has spilt: only the header is there, and the
 * other parts are read from the store as they are asked for, and written when they have changed. Who has spilt stays so
 * until nothing is left: a user at the border would be written whole, in another way, time and again.
 *
 * <p>To be used while this user is the store's current one.
 */
final class User {
    /**
     * Largest value of one who has not spilt, bytes. All of it is written again after each of the user's turns, so that it
     * is to be smaller than what the parts cost one by one; an open page with what can be joined to it fits, but not the most.
     */
    static final int LARGEST_WHOLE = 8192;

    /** What is taken by one of whom nothing is there, and by what there may be many of, bytes. */
    private static final int OWN_WEIGHT = 800;

    private static final int INTERACTION_WEIGHT = 250;
    private static final int MARK_WEIGHT = 120;
    private static final int ID_WEIGHT = 24;
    /** Of a value from one turn to the next, bytes; a guess that saves its copying. */
    private static final int GROWTH = 128;

    /** For each byte that they take when they are stored. */
    private static final int FACTS_WEIGHT = 4;

    final long id;
    final Header header;
    final UserHistory history;
    final SeenIds seen;
    final Plans plans;
    private final UserStore store;
    private final int attributes;
    private final Items items;
    private final int storedSize;
    /** As they are stored, null if they are not or were not asked for. */
    private byte[] storedFacts;

    private UserFacts facts;
    private boolean factsChanged;
    private boolean changed;

    /** @param value what stands in the header cell, null for nothing */
    User(long id, byte[] value, UserStore store, SequenceConfig config) {
        this.id = id;
        this.store = store;
        this.attributes = config.retention().attributes();
        this.storedSize = value == null ? 0 : value.length;
        BinaryReader in = value == null ? null : new BinaryReader(value);
        this.header = in == null ? new Header() : Header.read(in);
        this.history = new UserHistory(
                store, config.retention(), header.newest, header.openCount, header.isSpilt && header.hasPages);
        this.seen = new SeenIds(
                store.seen(),
                header.seen,
                new Alarm(config.retention().deduplication()),
                config.retention().ids());
        this.items = new Items(store.exposures(), header.isSpilt);
        this.plans = new Plans(store.agenda(), header.tasks);
        if (in != null && !header.isSpilt) {
            readRest(in);
        }
    }

    private void readRest(BinaryReader in) {
        history.read(in, header.hasPages);
        seen.read(in);
        items.read(in);
        plans.read(in);
        if (header.hasFacts) {
            storedFacts = in.readBytes();
        }
    }

    private byte[] whole() {
        header.hasPages = history.hasPages();
        BinaryWriter out = new BinaryWriter(storedSize + GROWTH);
        header.write(out);
        history.write(out);
        seen.write(out);
        items.write(out);
        plans.write(out);
        if (header.hasFacts) {
            out.writeBytes(storedFacts);
        }
        return out.toBytes();
    }

    /** Whether an event of this user has taken effect that is not forgotten. */
    boolean isKnown() {
        return header.ordinal > 0;
    }

    UserFacts facts() {
        if (facts == null) {
            if (header.hasFacts && storedFacts == null) {
                storedFacts = store.facts().get();
                header.hasFacts = storedFacts != null;
            }
            facts = new UserFacts(storedFacts, attributes);
        }
        return facts;
    }

    void factsChanged() {
        factsChanged = true;
    }

    /** What may still be joined of an item; empty if there is nothing. */
    ItemExposures item(long item) {
        return items.get(item);
    }

    void itemChanged(long item) {
        items.changed(item);
    }

    /** To be called when an item has been looked at: one of which there is nothing need not stay. */
    void leaveItem(long item) {
        items.leave(item);
    }

    /** Sees to it that an alarm goes off at {@code time} or before; {@link Long#MAX_VALUE} asks for none. */
    void wakeBy(long time) {
        if (time == Long.MAX_VALUE) {
            return;
        }
        if (header.alarms.isEmpty() || header.alarms.getLong(0) > time) {
            header.alarms.add(0, time);
            store.agenda().wake(time);
        }
    }

    /** To be called when an alarm has gone off. */
    void awake(long time) {
        while (!header.alarms.isEmpty() && header.alarms.getLong(0) <= time) {
            header.alarms.removeLong(0);
        }
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
        if (header.isSpilt && header.hasFacts) {
            store.facts().clear();
        }
        header.hasFacts = false;
        storedFacts = null;
        facts = new UserFacts(null, attributes);
        factsChanged = false;
    }

    /** Removes all that may still be joined, of whatever item; returns how many exposures there were. */
    int removeItems() {
        return items.removeAll();
    }

    /** Whether there is anything to write back. */
    boolean hasChanged() {
        return changed;
    }

    /**
     * Writes back what has changed, but for the value of the header cell.
     *
     * @return what is to stand there, null for nothing
     */
    byte[] write() {
        changed = false;
        if (factsChanged && facts != null) {
            storedFacts = facts.encode();
            header.hasFacts = true;
        }
        header.newest = history.newest();
        if (!header.isSpilt) {
            if (isEmpty()) {
                return null;
            }
            byte[] whole = whole();
            if (whole.length <= LARGEST_WHOLE) {
                factsChanged = false;
                return whole;
            }
            spill();
        }
        flush();
        if (header.isEmpty()) {
            return null;
        }
        BinaryWriter out = new BinaryWriter();
        header.write(out);
        return out.toBytes();
    }

    /** From now on all but the header is written to the other parts of the store. */
    void spill() {
        header.isSpilt = true;
        factsChanged = header.hasFacts;
        items.spill();
    }

    private boolean isEmpty() {
        return header.isEmpty() && seen.isEmpty() && plans.isEmpty();
    }

    private void flush() {
        history.flush();
        seen.flush();
        items.flush();
        plans.flush();
        if (factsChanged) {
            store.facts().set(storedFacts);
            factsChanged = false;
        }
        header.openCount = history.openCount();
        header.hasPages = history.hasPages();
        header.tasks = plans.onAgenda();
        header.seen = seen.counts();
    }

    /** How much of the heap it takes, bytes, as far as is counted. */
    int weight() {
        return OWN_WEIGHT
                + INTERACTION_WEIGHT * history.weight()
                + items.weight()
                + MARK_WEIGHT * header.marks.size()
                + plans.weight()
                + ID_WEIGHT * seen.size()
                + (storedFacts == null ? 0 : FACTS_WEIGHT * storedFacts.length);
    }
}
