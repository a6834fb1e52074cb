package io.millrace.sequence.store;

/** Numbered values of the current user. */
public interface Shelf {
    /** The value, or null if there is none. */
    byte[] get(long key);

    void put(long key, byte[] value);

    void remove(long key);
}
