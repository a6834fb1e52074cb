package io.millrace.learner.exchange;

/**
 * The moment at which a shard was read. A reply carries it, and what was computed from the reply carries it back, so that
 * the shard can tell how stale the weights were.
 *
 * @param clock pushes that the shard had applied in this attempt
 * @param millis the shard's own time
 */
public record Reading(long clock, long millis) {
    /** Of what was computed without reading. */
    public static final Reading NONE = new Reading(-1, 0);

    public boolean isNone() {
        return clock < 0;
    }

    /** The earlier one. */
    public Reading earlier(Reading other) {
        return clock <= other.clock ? this : other;
    }
}
