package io.millrace.sequence.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the savepoint of a release that is about to be made, once: {@code SavepointWriter RELEASE}, in this module's folder. */
final class SavepointWriter {
    private SavepointWriter() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of("src/test/resources/savepoints", args[0]);
        if (Files.exists(folder)) {
            throw new IOException(folder + " is there already; a savepoint is never written again");
        }
        try (TestingJob job = new TestingJob(CommittedSavepoint.ES_DFM, 1, null)) {
            CommittedSavepoint.playFirstHalf(job);
            TestingJob.Checkpoint checkpoint = job.snapshot(1);
            Files.createDirectories(folder);
            CommittedSavepoint.write(checkpoint, folder);
        }
    }
}
