package io.millrace.learner.server;

/** How a shard's cache has done since it was made; written by the shard's thread, read by whoever shows it. */
public final class CacheStatistics {
    private volatile long hits;
    private volatile long misses;
    private volatile long evictions;
    private volatile long rows;
    private volatile long bytes;

    // One thread writes, so that there is no update to lose.
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void asked(long found, long notFound) {
        hits += found;
        misses += notFound;
    }

    void now(long cachedRows, long cachedBytes, long evictedRows) {
        rows = cachedRows;
        bytes = cachedBytes;
        evictions = evictedRows;
    }

    /** Rows that were asked for and found. */
    public long hits() {
        return hits;
    }

    /** Rows that were asked for and had to be read. */
    public long misses() {
        return misses;
    }

    /** Share of hits among all that was asked for; 0 before anything was. */
    public double hitRate() {
        long asked = hits + misses;
        return asked == 0 ? 0 : (double) hits / asked;
    }

    /** Rows that had to leave for others. */
    public long evictions() {
        return evictions;
    }

    /** Rows cached. */
    public long rows() {
        return rows;
    }

    /** Estimate of the heap that they take, with what leads to them. */
    public long bytes() {
        return bytes;
    }
}
