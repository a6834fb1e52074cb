package io.millrace.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;

/**
 * What a job's checkpoints took.
 *
 * @param millis of each complete checkpoint, from its trigger to its completion
 * @param bytes of each, that were written for it
 * @param standstills of each task by its name: milliseconds in which its slowest subtask did nothing but its part of the
 *     checkpoint, for each
 */
public record CheckpointCost(List<Long> millis, List<Long> bytes, List<Standstill> standstills) {

    /**
     * @param task its name
     * @param millis of one checkpoint
     */
    public record Standstill(String task, long millis) {}

    static CheckpointCost of(AccessExecutionGraph job) {
        CheckpointCost cost = new CheckpointCost(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        CheckpointStatsSnapshot statistics = job.getCheckpointStatsSnapshot();
        if (statistics != null) {
            List<CompletedCheckpointStats> complete = statistics.getHistory().getCheckpoints().stream()
                    .filter(CompletedCheckpointStats.class::isInstance)
                    .map(CompletedCheckpointStats.class::cast)
                    .collect(Collectors.toList());
            complete.stream().map(AbstractCheckpointStats::getEndToEndDuration).forEach(cost.millis::add);
            complete.stream().map(AbstractCheckpointStats::getCheckpointedSize).forEach(cost.bytes::add);
            for (AccessExecutionJobVertex task : job.getVerticesTopologically()) {
                complete.stream()
                        .map(checkpoint -> checkpoint.getTaskStateStats(task.getJobVertexId()))
                        .mapToLong(CheckpointCost::standstill)
                        .forEach(standstill -> cost.standstills.add(new Standstill(task.getName(), standstill)));
            }
        }
        return cost;
    }

    private static long standstill(TaskStateStats task) {
        return task.getSummaryStats().getSyncCheckpointDurationStats().getMaximum();
    }

    /** Milliseconds that the task whose name begins so stood still for each checkpoint. */
    public List<Long> standstillsOf(String task) {
        return standstills.stream()
                .filter(standstill -> standstill.task().startsWith(task))
                .map(Standstill::millis)
                .collect(Collectors.toList());
    }
}
