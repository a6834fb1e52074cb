package io.millrace.sequence.store;

import java.util.function.BiPredicate;

/** Numbered values of the current user. */
public interface Shelf {
    /** The value, or null if there is none. */
    byte[] get(long key);

    void put(long key, byte[] value);

    void remove(long key);

    /** Removes what matches. Visits everything there is, in no particular order. */
    void removeIf(BiPredicate<Long, byte[]> condition);

    void clear();
}
