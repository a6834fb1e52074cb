package io.millrace.pipeline.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;

/**
 * Takes the job of a folder back to an earlier checkpoint. What it does when it is started again is a new lineage, which
 * reads again, and learns again, all events that have come since.
 */
public final class Rollback {
    private Rollback() {}

    /**
     * Gives up every checkpoint after that of the version.
     *
     * @return the versions whose checkpoints are given up
     * @throws EmbeddedStartException if the folder is in use, its job has ended, or it has no checkpoint of the version
     */
    public static List<Long> to(long version, Path folder) {
        try (WorkFolder work = WorkFolder.take(folder.toAbsolutePath())) {
            work.requireNotEnded();
            RetainedCheckpoints checkpoints = EmbeddedCluster.retained(work.flink());
            NavigableMap<Long, Path> whole = checkpoints.whole();
            if (!whole.containsKey(version)) {
                throw new EmbeddedStartException("the folder " + folder + " keeps no checkpoint of version " + version
                        + (whole.isEmpty() ? ": it has none" : ": it has those of " + whole.keySet()));
            }
            work.noteRollback("to version " + version + ", " + UUID.randomUUID());
            checkpoints.removeAfter(version);
            return new ArrayList<>(whole.tailMap(version, false).keySet());
        }
    }
}
