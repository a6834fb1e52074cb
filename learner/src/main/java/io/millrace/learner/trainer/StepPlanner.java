package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.Recommender;
import io.millrace.model.input.Example;
import io.millrace.model.row.Table;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;

/** Which rows a step reads, each once, by the shard that owns them: the example's own, and the blocks of dense tensors. */
final class StepPlanner {
    private final Recommender recommender;
    private final Routing routing;
    private final List<RowGroup> dense;
    private final LongOpenHashSet[] asked;

    StepPlanner(Recommender recommender, Routing routing) {
        this.recommender = recommender;
        this.routing = routing;
        List<Table> tables = recommender.tables();
        ShardedRows blocks = new ShardedRows(tables, routing.shards());
        this.asked = new LongOpenHashSet[tables.size()];
        for (Table table : tables) {
            asked[table.id()] = new LongOpenHashSet();
            for (int block = 0; block < table.blocks(); block++) {
                blocks.add(routing.shardOf(table.id(), block), table.id(), block);
            }
        }
        this.dense = blocks.groups();
    }

    /**
     * The groups of an example; shards of which nothing is needed have none.
     *
     * @param withDense whether the dense tensors are read too: then theirs come first
     */
    List<RowGroup> plan(Example example, boolean withDense) {
        ShardedRows rows = new ShardedRows(recommender.tables(), routing.shards());
        recommender.rowsOf(example, (table, row) -> {
            if (asked[table].add(row)) {
                rows.add(routing.shardOf(table, row), table, row);
            }
        });
        for (LongOpenHashSet ids : asked) {
            ids.clear();
        }
        List<RowGroup> groups = new ArrayList<>();
        if (withDense) {
            groups.addAll(dense);
        }
        groups.addAll(rows.groups());
        return groups;
    }
}
