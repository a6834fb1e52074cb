package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import java.util.Iterator;
import java.util.OptionalLong;

/** Events in an order that never changes: every pass over the source gives the same ones. */
public interface EventSource extends AutoCloseable {
    /** What the events are about. */
    DatasetProfile profile();

    /** Equal for two sources exactly if they give the same events in the same order, one maybe more of them. */
    long identity();

    /** A new pass, from the first event on. It may go on for ever. */
    Iterator<Event> events();

    /** How many events a pass gives; empty if it goes on for ever. */
    OptionalLong size();

    /** What was read but is no event. */
    BadLines badLines();

    /** What people call the items. */
    ItemNames itemNames();

    /** Lets go of files; the source is not used any more. */
    @Override
    default void close() {}
}
