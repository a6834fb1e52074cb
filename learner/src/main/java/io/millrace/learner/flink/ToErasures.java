package io.millrace.learner.flink;

import io.millrace.learner.LearnerConfig.ServerConfig;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.Erased;
import java.util.Arrays;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Tells every shard that a user was erased: which of them has the user's rows depends on what they remember of the layout,
 * and erasures are rare. Rows are erased up to when that took effect: of an erasure that came late there are younger examples
 * on their way, made of what it removed.
 */
final class ToErasures implements FlatMapFunction<Erased, ServerRequest> {
    private final Routing routing;
    private final int[] tables;

    /** @param tables whose rows are users */
    ToErasures(ServerConfig server, int[] tables) {
        this.routing = server.routing(TableNumbers.inOrder(0));
        this.tables = tables;
    }

    @Override
    public void flatMap(Erased erased, Collector<ServerRequest> requests) {
        long[] rows = new long[tables.length];
        Arrays.fill(rows, erased.getUser());
        for (int shard = 0; shard < routing.shards(); shard++) {
            requests.collect(ServerRequest.erase(routing.routeTo(shard), tables, rows, erased.getEffectiveTime()));
        }
    }
}
