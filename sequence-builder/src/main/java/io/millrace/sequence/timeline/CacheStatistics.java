package io.millrace.sequence.timeline;

/** What the cache of users has done since the start, and holds. May be read by any thread, and be a little old then. */
public interface CacheStatistics {
    /** How often a user was there decoded. */
    long hits();

    /** How often a user was there at rest. */
    long restingHits();

    /** How often a user was not there, and had to be looked for in the store. */
    long misses();

    /** How often a user left for the store. */
    long evictions();

    /** How many users are there decoded. */
    long users();

    /** How many are there at rest. */
    long restingUsers();

    /** What the decoded ones take, bytes, as far as is counted. */
    long bytes();

    /** What those at rest take, likewise. */
    long restingBytes();

    /** Share of the users asked for that were not looked for in the store; 0 before the first. */
    default double hitRate() {
        long found = hits() + restingHits();
        long all = found + misses();
        return all == 0 ? 0 : (double) found / all;
    }
}
