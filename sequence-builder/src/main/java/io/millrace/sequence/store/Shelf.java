package io.millrace.sequence.store;

import java.util.function.BiConsumer;

/** Numbered values of the current user. */
public interface Shelf {
    /** The value, or null if there is none. */
    byte[] get(long key);

    void put(long key, byte[] value);

    void remove(long key);

    /** Removes everything, after showing it. It visits all there is: for what is done seldom. */
    void removeAll(BiConsumer<Long, byte[]> witness);
}
