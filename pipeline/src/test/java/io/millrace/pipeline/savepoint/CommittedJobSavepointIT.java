package io.millrace.pipeline.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every release can go on from where each earlier one was stopped, with the same weights, and learns the same from there. */
class CommittedJobSavepointIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0.1.0-m3", "0.1.0-m4", "0.1.0-m5"})
    void shouldGoOnAsIfItHadNeverBeenStopped(String name) throws Exception {
        CommittedJobSavepoint release = new CommittedJobSavepoint(CommittedJobSavepoint.RELEASES.resolve(name));
        List<Event> events = release.events();
        String undisturbed;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("undisturbed/kafka"), 0)) {
            MillraceConfig config = release.config(broker);
            try (StoppableJob job = StoppableJob.start(
                    config, folder.resolve("undisturbed/flink"), CommittedJobSavepoint.LINEAGE, null)) {
                undisturbed = CommittedJobSavepoint.said(OnePartition.learnToTheEnd(config, events));
                job.stop();
            }
        }
        int half = events.size() / 2;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            MillraceConfig config = release.config(broker);
            OnePartition.send(config, events.subList(0, half));
            try (StoppableJob job = StoppableJob.start(
                    config, folder.resolve("flink"), 0, release.unpack(folder.resolve("savepoint")))) {
                Manifest first = PublishedVersions.awaitOne(broker.bootstrapServers(), version -> true);
                assertThat(CommittedJobSavepoint.said(first)).isEqualTo(release.version());

                Manifest last = OnePartition.learnToTheEnd(config, events.subList(half, events.size()));
                job.stop();
                assertThat(CommittedJobSavepoint.said(last))
                        .isEqualTo(undisturbed)
                        .isNotEqualTo(release.version());
            }
        }
    }
}
