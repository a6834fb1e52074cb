package io.millrace.pipeline.embedded;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;

/** How long checkpoints took: Flink remembers a few only. Thread-safe. */
final class CheckpointTimes {
    private static final int MOST = 1_000;

    private final TreeMap<Long, Long> millis = new TreeMap<>();

    /** @param statistics Flink's, null where it has none */
    synchronized void add(CheckpointStatsSnapshot statistics) {
        if (statistics == null) {
            return;
        }
        for (AbstractCheckpointStats checkpoint : statistics.getHistory().getCheckpoints()) {
            if (checkpoint.getStatus() == CheckpointStatsStatus.COMPLETED) {
                millis.put(checkpoint.getCheckpointId(), checkpoint.getEndToEndDuration());
            }
        }
        while (millis.size() > MOST) {
            millis.pollFirstEntry();
        }
    }

    /** Milliseconds from the trigger to the end, by the checkpoint's number. */
    synchronized Map<Long, Long> millis() {
        return Map.copyOf(millis);
    }
}
