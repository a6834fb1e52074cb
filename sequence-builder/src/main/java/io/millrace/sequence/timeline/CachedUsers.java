package io.millrace.sequence.timeline;

/** Users in the order in which they were dealt with last. The links are the users' own: moving one costs no lookup. */
final class CachedUsers {
    private final Entry ends = new Entry(0, null);
    private long weight;
    private int size;

    /** One user in one such order. */
    static final class Entry {
        final long id;
        /** Null at rest. */
        User user;
        /** At rest, what is to stand in the header cell; null for nothing. */
        byte[] value;
        /** Whether something stands there. */
        boolean isStored;
        /** Whether that is something else, but for what the user itself has changed. */
        boolean hasChanged;

        private int weight;
        private Entry before = this;
        private Entry after = this;

        /** @param stored what stands in the header cell */
        Entry(long id, byte[] stored) {
            this.id = id;
            this.value = stored;
            this.isStored = stored != null;
        }
    }

    /** Takes in one who is in no order. */
    void addLast(Entry entry, int itsWeight) {
        entry.before = ends.before;
        entry.after = ends;
        entry.before.after = entry;
        ends.before = entry;
        entry.weight = itsWeight;
        weight += itsWeight;
        size++;
    }

    void remove(Entry entry) {
        entry.before.after = entry.after;
        entry.after.before = entry.before;
        entry.before = entry;
        entry.after = entry;
        weight -= entry.weight;
        entry.weight = 0;
        size--;
    }

    Entry first() {
        return ends.after;
    }

    /** The first behind {@code entry}, null if it is the last. */
    Entry after(Entry entry) {
        return entry.after == ends ? null : entry.after;
    }

    boolean isEmpty() {
        return ends.after == ends;
    }

    long weight() {
        return weight;
    }

    int size() {
        return size;
    }
}
