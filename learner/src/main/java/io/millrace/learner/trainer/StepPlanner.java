package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.Recommender;
import io.millrace.model.input.Example;
import io.millrace.model.row.Table;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;

/** Which rows a step reads, each once, by the shard that owns them: every dense block, and the example's own rows. */
final class StepPlanner {
    private final Recommender recommender;
    private final Routing routing;
    private final ShardedRows dense;
    private final LongOpenHashSet[] asked;

    StepPlanner(Recommender recommender, Routing routing) {
        this.recommender = recommender;
        this.routing = routing;
        this.dense = new ShardedRows(routing.shards());
        List<Table> tables = recommender.tables();
        this.asked = new LongOpenHashSet[tables.size()];
        for (Table table : tables) {
            asked[table.id()] = new LongOpenHashSet();
            for (int block = 0; block < table.blocks(); block++) {
                dense.add(routing.shardOf(table.id(), block), table.id(), block);
            }
        }
    }

    /** The groups of an example; shards of which nothing is needed have none. */
    List<RowGroup> plan(Example example) {
        ShardedRows lists = dense.copy();
        recommender.rowsOf(example, (table, row) -> {
            if (asked[table].add(row)) {
                lists.add(routing.shardOf(table, row), table, row);
            }
        });
        for (LongOpenHashSet rows : asked) {
            rows.clear();
        }
        List<RowGroup> groups = new ArrayList<>();
        for (int shard = 0; shard < routing.shards(); shard++) {
            if (!lists.isEmpty(shard)) {
                groups.add(lists.group(shard));
            }
        }
        return groups;
    }
}
