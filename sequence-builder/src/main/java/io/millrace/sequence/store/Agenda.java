package io.millrace.sequence.store;

import java.util.List;

/** What the current user's timeline has to do, and when. Adding does not read what is there. */
public interface Agenda {
    /** Adds {@code task} to those of {@code time}, to which somebody is to be woken. */
    void add(long time, byte[] task);

    /** Sees to it that the timeline is called at {@code time}. Asking again does no harm. */
    void wake(long time);

    /** Removes and returns the tasks of {@code time}, in the order of their adding. */
    List<byte[]> take(long time);
}
