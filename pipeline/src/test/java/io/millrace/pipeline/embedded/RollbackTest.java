package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackTest {
    @TempDir
    Path folder;

    private Path job;

    @BeforeEach
    void findJob() throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("flink/checkpoints"));
        job = Files.createDirectories(checkpoints.resolve("000000006d696c6c0000000072616365"));
    }

    /** A checkpoint whose keyed state is in a file that others may share. */
    private void checkpoint(long number, String sharedFile) throws IOException {
        Path file =
                Files.writeString(Files.createDirectories(job.resolve("shared")).resolve(sharedFile), "rows");
        FileStateHandle shared = new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), 4);
        IncrementalRemoteKeyedStateHandle rows = new IncrementalRemoteKeyedStateHandle(
                UUID.randomUUID(),
                new KeyGroupRange(0, 3),
                number,
                List.of(HandleAndLocalPath.of(shared, "rows.sst")),
                List.of(),
                new ByteStreamStateHandle("meta", new byte[1]));
        OperatorState operator = new OperatorState("server", "server", new OperatorID(1, 2), 1, 4);
        operator.putState(
                0, OperatorSubtaskState.builder().setManagedKeyedState(rows).build());
        Path metadata = Files.createDirectories(job.resolve("chk-" + number)).resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(metadata)) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(number, List.of(operator), List.of()), out);
        }
    }

    @Test
    void shouldGiveUpTheCheckpointsAfterTheOneGoneBackTo() throws Exception {
        checkpoint(5, "five");
        checkpoint(6, "six");
        checkpoint(7, "seven");
        assertThat(Rollback.to(6, folder)).containsExactly(7L);
        assertThat(new RetainedCheckpoints(job).newest()).hasValue(job.resolve("chk-6"));
        assertThat(job.resolve("chk-5")).exists();
    }

    /** Whoever has rolled back here may still ask for a lineage by the options. */
    @Test
    void shouldBeAnotherForTheJobByItselfAndByTheOptions() throws Exception {
        checkpoint(5, "five");
        checkpoint(6, "six");
        assertThat(rollback("")).isEmpty();
        assertThat(rollback("mine")).isEqualTo("mine");
        Rollback.to(6, folder);
        String first = rollback("");
        String firstAndMine = rollback("mine");
        Rollback.to(5, folder);
        assertThat(List.of(first, firstAndMine, rollback(""), rollback("mine"), rollback("other")))
                .doesNotHaveDuplicates()
                .doesNotContain("", "mine");
    }

    private String rollback(String asked) {
        try (WorkFolder work = WorkFolder.take(folder)) {
            return work.rollback(asked);
        }
    }

    /** The job could go on neither from there nor from those given up for it. */
    @Test
    void shouldGiveUpNothingForACheckpointThatHasLostItsFiles() throws Exception {
        checkpoint(5, "five");
        checkpoint(6, "six");
        Files.delete(job.resolve("shared/five"));
        assertThatThrownBy(() -> Rollback.to(5, folder))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageEndingWith("keeps no checkpoint of version 5: it has those of [6]");
        assertThat(new RetainedCheckpoints(job).newest()).hasValue(job.resolve("chk-6"));
    }
}
