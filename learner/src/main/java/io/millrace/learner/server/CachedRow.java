package io.millrace.learner.server;

import io.millrace.model.row.Row;

/** A row in the cache, in the ring of what was used when. */
final class CachedRow {
    /**
     * Bytes of heap that a row takes besides its floats, at most: this object 48, {@link Row} 64, the array's header 16,
     * and up to 32 in a hash table that has just grown.
     */
    private static final int OVERHEAD = 160;

    final int table;
    final long row;
    final int keyGroup;
    final Row content;
    boolean dirty;
    CachedRow older;
    CachedRow newer;

    /** Bytes that the cache has reckoned with. */
    int bytes;

    CachedRow(int table, long row, int keyGroup, Row content) {
        this.table = table;
        this.row = row;
        this.keyGroup = keyGroup;
        this.content = content;
    }

    RowKey key() {
        return new RowKey(table, row);
    }

    int estimate() {
        return OVERHEAD + content.values.length * Float.BYTES;
    }
}
