package io.millrace.sequence.store;

/**
 * Everything that is kept of a user. The parts always speak of the current user; who that is, is set outside.
 *
 * @param header read and written at every step: the newest interaction and the marks waiting to be emitted
 * @param tail the youngest page of the history, without the newest interaction
 * @param directory which sealed pages there are
 * @param pages sealed pages of the history, by page number
 * @param exposures exposures that actions can still be joined to, by item
 * @param facts static and slow attributes
 * @param seen event time of the events taken in, or of their arrival if they were late, by event id
 * @param agenda events waiting for their time, and exposures to look at again
 */
public record UserStore(
        Cell header, Cell tail, Cell directory, Shelf pages, Shelf exposures, Cell facts, Shelf seen, Agenda agenda) {}
