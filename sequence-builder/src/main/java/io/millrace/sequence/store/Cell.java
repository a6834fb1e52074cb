package io.millrace.sequence.store;

/** One value of the current user. */
public interface Cell {
    /** The value, or null if there is none. */
    byte[] get();

    /** Replaces the value. */
    void set(byte[] value);

    void clear();
}
