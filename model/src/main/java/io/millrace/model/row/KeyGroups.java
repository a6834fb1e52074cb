package io.millrace.model.row;

import io.millrace.schemas.id.Ids;

/**
 * Which key group a row belongs to. A key group is what the parameter server shards by, what the publication closes
 * with one end-of-version mark, and what the follower verifies as one.
 */
public final class KeyGroups {
    private KeyGroups() {}

    /**
     * The key group of a row: {@code combine(table, row) mod keyGroups}, unsigned. A pure function, on which every party
     * relies: it never changes.
     *
     * @param keyGroups how many there are, at least 1; a constant of the lineage
     * @return 0 until {@code keyGroups}
     */
    public static int of(int table, long row, int keyGroups) {
        return (int) Long.remainderUnsigned(Ids.combine(table, row), keyGroups);
    }
}
