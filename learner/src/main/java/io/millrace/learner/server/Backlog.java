package io.millrace.learner.server;

/** What a shard knows and no version has, of the time before it was restored. Each includes those before it. */
public enum Backlog {
    /** Every version had all that had changed. */
    NOTHING,

    /** The last one was held: rows that differ from what their digest says have to be looked for. */
    WHAT_DIFFERS,

    /** No version of this lineage has been cut: all rows are new to it. */
    EVERYTHING;

    /** The one that includes both. */
    public Backlog or(Backlog other) {
        return compareTo(other) > 0 ? this : other;
    }
}
