package io.millrace.pipeline.cli;

import io.millrace.pipeline.backfill.Backfill;
import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.BoundedSession;
import io.millrace.pipeline.embedded.RunSession;
import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.pipeline.eventfile.EventFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job on the embedded default. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Starts Kafka, Flink, the job and a follower in one process, feeds them, and shows what is learnt."
                        + " Ctrl-C ends it; started again on the same folder it goes on from its last checkpoint.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private SourceOptions sources;

    @Mixin
    private ConfigSource options;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "millrace-data",
            description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Optional<Backfill> backfill = Backfill.of(options.over(Map.of()));
        try (EmbeddedRun run = new EmbeddedRun()) {
            if (backfill.isPresent() && backfill.get().bounded()) {
                sources.requireNone();
                run.run(options.over(profileOf(backfill.get().files())), folder, BoundedSession::new);
            } else {
                runBehind(run, backfill.map(Backfill::files));
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** @param history files that come before the source */
    private void runBehind(EmbeddedRun run, Optional<EventFileSeries> history) throws InterruptedException {
        try (EventSource source = sources.open()) {
            Map<String, String> profile = new HashMap<>(JobConfigs.of(source.profile()));
            if (history.isPresent()) {
                requireOther(source, history.get());
                profile.putAll(profileOf(history.get()));
            }
            run.run(
                    options.over(profile),
                    folder,
                    (system, out) -> new RunSession(system, source, sources.pace(), out));
        }
    }

    private static void requireOther(EventSource source, EventFileSeries files) {
        if (EventFiles.seriesOf(source).equals(files.series())) {
            throw new ConfigException(
                    "the event files were made of the same data that is to follow them, and most of it"
                            + " would be learnt twice: leave one of the two out");
        }
    }

    private static Map<String, String> profileOf(EventFileSeries files) {
        return DatasetProfile.named(files.dataset()).map(JobConfigs::of).orElse(Map.of());
    }
}
