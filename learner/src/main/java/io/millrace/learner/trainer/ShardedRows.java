package io.millrace.learner.trainer;

import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.row.Table;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows by the shard that owns them, each shard's in the order in which they were added, cut into groups that each fit one
 * message.
 */
final class ShardedRows {
    /** Floats of a message: a megabyte. Flink spills what is larger than five to disk. */
    static final int MESSAGE_FLOATS = 1 << 18;

    private final List<Table> tables;
    private final List<List<Group>> groups = new ArrayList<>();

    /** A group that is being filled. */
    private static final class Group {
        private final IntArrayList tables = new IntArrayList();
        private final LongArrayList rows = new LongArrayList();
        private int floats;
    }

    ShardedRows(List<Table> tables, int shards) {
        this.tables = tables;
        for (int shard = 0; shard < shards; shard++) {
            groups.add(new ArrayList<>());
        }
    }

    void add(int shard, int table, long row) {
        List<Group> own = groups.get(shard);
        int width = tables.get(table).width();
        if (own.isEmpty() || own.get(own.size() - 1).floats + width > MESSAGE_FLOATS) {
            own.add(new Group());
        }
        Group last = own.get(own.size() - 1);
        last.tables.add(table);
        last.rows.add(row);
        last.floats += width;
    }

    /** The groups, by shard; a shard without rows has none. */
    List<RowGroup> groups() {
        List<RowGroup> all = new ArrayList<>();
        for (int shard = 0; shard < groups.size(); shard++) {
            for (Group group : groups.get(shard)) {
                all.add(new RowGroup(shard, group.tables.toIntArray(), group.rows.toLongArray(), group.floats));
            }
        }
        return all;
    }
}
