package io.millrace.sequence.store;

/**
 * Everything that is kept of a user, in bytes. The parts always speak of the current user; who that is, is set outside.
 *
 * @param header what nearly every step needs: the newest interaction, the marks waiting to be emitted, which lists there
 *     are
 * @param openPage the youngest page of the history as a list of interactions, without the newest one, under number 0
 * @param directory which sealed pages there are
 * @param pages sealed pages of the history, by page number
 * @param exposures exposures that actions can still be joined to, by item
 * @param facts static and slow attributes
 * @param seen ids of the events taken in, by the stretch of time in which they came
 * @param agenda what is to be done at which time
 */
public record UserStore(
        Cell header,
        Logs openPage,
        Cell directory,
        Shelf pages,
        Shelf exposures,
        Cell facts,
        Logs seen,
        Agenda agenda) {}
