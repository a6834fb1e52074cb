package io.millrace.sequence.store;

import java.util.List;

/** Numbered lists of the current user. Adding to one does not read it. */
public interface Logs {
    /** What was added, in order; empty if nothing was. */
    List<byte[]> get(long number);

    void add(long number, List<byte[]> entries);

    void remove(long number);
}
