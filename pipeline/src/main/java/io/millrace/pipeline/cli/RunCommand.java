package io.millrace.pipeline.cli;

import io.millrace.pipeline.backfill.Backfill;
import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.BoundedSession;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.RunSession;
import io.millrace.pipeline.embedded.Session;
import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.pipeline.eventfile.EventFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
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
    private static final long END_SECONDS = 60;

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

    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        Optional<Backfill> backfill = Backfill.of(options.over(Map.of()));
        try {
            if (backfill.isPresent() && backfill.get().bounded()) {
                sources.requireNone();
                run(options.over(profileOf(backfill.get().files())), BoundedSession::new);
            } else {
                runBehind(backfill.map(Backfill::files));
            }
        } finally {
            ended.countDown();
        }
        return CommandLine.ExitCode.OK;
    }

    /** @param history files that come before the source */
    private void runBehind(Optional<EventFileSeries> history) throws InterruptedException {
        try (EventSource source = sources.open()) {
            Map<String, String> profile = new HashMap<>(JobConfigs.of(source.profile()));
            if (history.isPresent()) {
                requireOther(source, history.get());
                profile.putAll(profileOf(history.get()));
            }
            run(options.over(profile), (system, out) -> new RunSession(system, source, sources.pace(), out));
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

    private void run(MillraceConfig config, BiFunction<EmbeddedSystem, PrintStream, Session> sessions)
            throws InterruptedException {
        PrintStream out = System.out;
        out.println("starting Kafka and Flink on " + folder.toAbsolutePath());
        try (EmbeddedSystem system = EmbeddedSystem.start(config, folder)) {
            out.println("Kafka at " + system.brokers() + ", Flink's web interface at "
                    + system.cluster().webInterface());
            system.restoredFrom().ifPresent(checkpoint -> out.println("going on from " + checkpoint.getFileName()));
            Session session = sessions.apply(system, out);
            Runtime.getRuntime().addShutdownHook(endingOn(session));
            session.run();
        }
        out.println("ended");
    }

    /**
     * On Ctrl-C the session is told to stop, and the process lives until it has ended everything. Not until the main
     * thread has ended: that waits for this hook in its call of exit.
     */
    private Thread endingOn(Session session) {
        return new Thread(
                () -> {
                    session.stop();
                    try {
                        ended.await(END_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "end");
    }
}
