package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.exchange.Ticket;
import io.millrace.learner.server.ParameterShard;
import io.millrace.model.Gradients;
import io.millrace.model.row.Table;
import io.millrace.schemas.TrainingExample;
import java.util.List;

/** Cuts a step's gradients into one push a shard; the shard that audits the example is always among them. */
final class PushPlanner {
    private final List<Table> tables;
    private final Routing routing;

    PushPlanner(List<Table> tables, Routing routing) {
        this.tables = tables;
        this.routing = routing;
    }

    Routing routing() {
        return routing;
    }

    void push(Gradients gradients, TrainingExample source, Ticket ticket, TrainerSink sink) {
        ShardedRows rows = new ShardedRows(routing.shards());
        Floats[] values = new Floats[routing.shards()];
        for (int shard = 0; shard < routing.shards(); shard++) {
            values[shard] = new Floats();
        }
        gradients.forEach((table, row, gradient, offset) -> {
            int shard = routing.shardOf(table, row);
            rows.add(shard, table, row);
            values[shard].add(gradient, offset, tables.get(table).width());
        });
        long example = source.getExampleId();
        int auditor = ParameterShard.auditor(routing, example);
        for (int shard = 0; shard < routing.shards(); shard++) {
            if (shard == auditor || !rows.isEmpty(shard)) {
                sink.request(ServerRequest.push(
                        routing.routeTo(shard),
                        ticket,
                        rows.group(shard),
                        values[shard].packed(),
                        new long[] {example},
                        source.getRequestTime()));
            }
        }
    }

    /** Has an example audited that there is nothing to learn from. */
    void audit(TrainingExample source, Ticket ticket, TrainerSink sink) {
        long example = source.getExampleId();
        int auditor = ParameterShard.auditor(routing, example);
        sink.request(ServerRequest.push(
                routing.routeTo(auditor),
                ticket,
                new ShardedRows(routing.shards()).group(auditor),
                new Floats().packed(),
                new long[] {example},
                source.getRequestTime()));
    }
}
