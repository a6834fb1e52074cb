package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.sequence.accounting.Counts;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Keeps an operator's counts over restarts and rescaling: every old subtask's counts go to one of the new subtasks. */
final class OperatorCounts {
    private final Counts counts;
    private final ListState<Map<String, Long>> state;

    OperatorCounts(Counts counts, OperatorStateStore store, MetricGroup metrics) throws Exception {
        this.counts = counts;
        this.state = store.getListState(new ListStateDescriptor<>("counts", Types.MAP(Types.STRING, Types.LONG)));
        for (Map<String, Long> earlier : state.get()) {
            counts.addAll(earlier);
        }
        counts.counted().forEach(count -> metrics.gauge(count.label(), (Gauge<Long>) () -> counts.get(count)));
    }

    void snapshot() throws Exception {
        state.update(List.of(counts.toMap()));
    }

    CheckpointReport report(
            long checkpoint, String operator, TaskInfo task, Map<String, Long> offsets, long watermark) {
        return CheckpointReport.newBuilder()
                .setCheckpoint(checkpoint)
                .setOperator(operator)
                .setSubtask(task.getIndexOfThisSubtask())
                .setSubtasks(task.getNumberOfParallelSubtasks())
                .setCounts(counts.toMap())
                .setOffsets(offsets)
                .setWatermark(watermark)
                .setEvaluations(List.of())
                .setArrivals(List.of())
                .build();
    }
}
