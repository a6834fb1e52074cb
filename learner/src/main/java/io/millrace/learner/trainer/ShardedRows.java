package io.millrace.learner.trainer;

import io.millrace.learner.exchange.RowGroup;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/** Rows by the shard that owns them, each shard's in the order in which they were added. */
final class ShardedRows {
    private final IntArrayList[] tables;
    private final LongArrayList[] rows;

    ShardedRows(int shards) {
        tables = new IntArrayList[shards];
        rows = new LongArrayList[shards];
        for (int shard = 0; shard < shards; shard++) {
            tables[shard] = new IntArrayList();
            rows[shard] = new LongArrayList();
        }
    }

    void add(int shard, int table, long row) {
        tables[shard].add(table);
        rows[shard].add(row);
    }

    boolean isEmpty(int shard) {
        return rows[shard].isEmpty();
    }

    RowGroup group(int shard) {
        return new RowGroup(shard, tables[shard].toIntArray(), rows[shard].toLongArray());
    }

    ShardedRows copy() {
        ShardedRows copy = new ShardedRows(tables.length);
        for (int shard = 0; shard < tables.length; shard++) {
            copy.tables[shard].addAll(tables[shard]);
            copy.rows[shard].addAll(rows[shard]);
        }
        return copy;
    }
}
