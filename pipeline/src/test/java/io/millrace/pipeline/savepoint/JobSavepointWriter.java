package io.millrace.pipeline.savepoint;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the savepoint of a release that is about to be made, once: {@code JobSavepointWriter RELEASE}, in this module's
 * folder.
 */
final class JobSavepointWriter {
    /** Of every kind of state some: of labels that come early and late, of rows that come and go. */
    private static final Map<String, String> OPTIONS = Map.of(
            "sequence.late-conversions", "convert:es-dfm",
            "sequence.click-window", "2 s",
            "sequence.attribution-window", "20 s",
            "sequence.short-window", "4 s",
            "learner.admission-touches", "2",
            "learner.row-ttl", "47 s",
            "learner.negative-sampling", "UNIGRAM",
            "model.ranker", "MLP",
            "model.width", "4",
            "model.heads", "1");

    private static final int EVENTS = 1_200;

    private JobSavepointWriter() {}

    public static void main(String[] args) throws Exception {
        Path folder = CommittedJobSavepoint.RELEASES.resolve(args[0]);
        if (Files.exists(folder)) {
            throw new IOException(folder + " is there already; a savepoint is never written again");
        }
        write(new CommittedJobSavepoint(folder), Files.createTempDirectory("savepoint"));
        // What Flink and Kafka leave running ends with this.
        System.exit(0);
    }

    private static void write(CommittedJobSavepoint release, Path scratch) throws Exception {
        EventSource source = SmallRun.crowdedWorld(EVENTS, Duration.ofMillis(800), 0.1);
        List<Event> events = new ArrayList<>();
        source.events().forEachRemaining(events::add);
        release.writeInput(SmallRun.config(source, OPTIONS).values(), events);
        try (EmbeddedBroker broker = EmbeddedBroker.start(scratch.resolve("kafka"), 0)) {
            MillraceConfig config = release.config(broker);
            OnePartition.send(config, events.subList(0, EVENTS / 2));
            try (StoppableJob job =
                    StoppableJob.start(config, scratch.resolve("flink"), CommittedJobSavepoint.LINEAGE, null)) {
                Manifest version = PublishedVersions.awaitOne(
                        broker.bootstrapServers(), CommittedJobSavepoint.hasLearnt(EVENTS / 2));
                release.writeResult(job.stop(), version);
            }
        }
    }
}
