package io.millrace.learner.flink;

import io.millrace.schemas.CheckpointReport;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;

/** What a subtask that counts, and measures nothing else, says in front of a checkpoint's barrier. */
final class CountReport {
    private CountReport() {}

    static CheckpointReport of(long checkpoint, String operator, TaskInfo task, Map<String, Long> counts) {
        return new CheckpointReport(
                checkpoint,
                operator,
                task.getIndexOfThisSubtask(),
                task.getNumberOfParallelSubtasks(),
                counts,
                Map.of(),
                Long.MIN_VALUE,
                List.of(),
                List.of(),
                "");
    }
}
