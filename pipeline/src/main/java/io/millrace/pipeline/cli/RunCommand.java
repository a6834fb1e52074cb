package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.RunSession;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        try (EventSource source = sources.open()) {
            MillraceConfig config = options.over(JobConfigs.of(source.profile()));
            run(source, config);
        } finally {
            ended.countDown();
        }
        return CommandLine.ExitCode.OK;
    }

    private void run(EventSource source, MillraceConfig config) throws InterruptedException {
        PrintStream out = System.out;
        out.println("starting Kafka and Flink on " + folder.toAbsolutePath());
        try (EmbeddedSystem system = EmbeddedSystem.start(config, folder)) {
            out.println("Kafka at " + system.brokers() + ", Flink's web interface at "
                    + system.cluster().webInterface());
            system.restoredFrom().ifPresent(checkpoint -> out.println("going on from " + checkpoint.getFileName()));
            RunSession session = new RunSession(system, source, sources.pace(), out);
            Runtime.getRuntime().addShutdownHook(endingOn(session));
            session.run();
        }
        out.println("ended");
    }

    /**
     * On Ctrl-C the session is told to stop, and the process lives until it has ended everything. Not until the main
     * thread has ended: that waits for this hook in its call of exit.
     */
    private Thread endingOn(RunSession session) {
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
