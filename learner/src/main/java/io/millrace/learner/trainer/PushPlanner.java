package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.exchange.Ticket;
import io.millrace.learner.server.ParameterShard;
import io.millrace.model.Gradients;
import io.millrace.model.row.Table;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Cuts gradients into pushes by shard; the shard that audits a step's example is always among them. */
final class PushPlanner {
    private static final int NO_AUDITOR = -1;

    private final List<Table> tables;
    private final Routing routing;

    PushPlanner(List<Table> tables, Routing routing) {
        this.tables = tables;
        this.routing = routing;
    }

    /**
     * Pushes a step's gradients of embedding rows and has its example audited.
     *
     * @param drawn tells the rows that the example has as negatives only
     * @param eventTime milliseconds, the moment in event time that the rows are touched
     * @param readings when each shard was read
     */
    void pushRows(
            Gradients gradients,
            DrawnRows drawn,
            long example,
            long eventTime,
            Ticket ticket,
            IntFunction<Reading> readings,
            Consumer<ServerRequest> sink) {
        ShardedGradients rows = new ShardedGradients(drawn);
        gradients.forEachEmbeddingRow(rows::add);
        rows.push(ticket, eventTime, readings, ParameterShard.auditor(routing, example), new long[] {example}, sink);
    }

    /** Pushes what the window has gathered, and empties it. */
    void pushDense(DenseWindow window, Ticket ticket, IntFunction<Reading> readings, Consumer<ServerRequest> sink) {
        ShardedGradients blocks = new ShardedGradients(DrawnRows.NONE);
        long[] examples = window.examples();
        long eventTime = window.eventTime();
        window.take(blocks::add);
        blocks.push(ticket, eventTime, readings, NO_AUDITOR, examples, sink);
    }

    /** Has an example audited that there is nothing to learn from. */
    void audit(long example, long eventTime, Ticket ticket, Consumer<ServerRequest> sink) {
        new ShardedGradients(DrawnRows.NONE)
                .push(
                        ticket,
                        eventTime,
                        shard -> Reading.NONE,
                        ParameterShard.auditor(routing, example),
                        new long[] {example},
                        sink);
    }

    /** Gradients by the shard that owns their rows. */
    private final class ShardedGradients {
        private final ShardedRows rows = new ShardedRows(tables, routing.shards());
        private final Floats[] values = new Floats[routing.shards()];
        private final DrawnRows drawn;

        ShardedGradients(DrawnRows drawn) {
            this.drawn = drawn;
        }

        void add(int table, long row, float[] gradient, int offset) {
            int shard = routing.shardOf(table, row);
            rows.add(shard, table, row);
            if (values[shard] == null) {
                values[shard] = new Floats();
            }
            values[shard].add(gradient, offset, tables.get(table).width());
        }

        /**
         * The audit goes with the first message to the auditor, in one of its own if there is none.
         *
         * @param auditor the shard that audits the examples, if one does
         * @param examples whose gradients these are
         */
        void push(
                Ticket ticket,
                long eventTime,
                IntFunction<Reading> readings,
                int auditor,
                long[] examples,
                Consumer<ServerRequest> sink) {
            int[] sent = new int[routing.shards()];
            boolean auditDue = auditor != NO_AUDITOR;
            for (RowGroup group : rows.groups()) {
                int shard = group.shard();
                byte[] packed = values[shard].packed(sent[shard], group.floats());
                sent[shard] += group.floats();
                boolean audited = auditDue && shard == auditor;
                auditDue &= !audited;
                sink.accept(ServerRequest.push(
                        routing.routeTo(shard),
                        ticket,
                        group,
                        packed,
                        drawn.among(group),
                        examples,
                        audited,
                        eventTime,
                        readings.apply(shard)));
            }
            if (auditDue) {
                RowGroup nothing = new RowGroup(auditor, new int[0], new long[0], 0);
                sink.accept(ServerRequest.push(
                        routing.routeTo(auditor),
                        ticket,
                        nothing,
                        new byte[0],
                        drawn.among(nothing),
                        examples,
                        true,
                        eventTime,
                        Reading.NONE));
            }
        }
    }
}
