package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.config.ServingConfigs;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.RunSession;
import io.millrace.pipeline.embedded.Session;
import io.millrace.pipeline.generator.GeneratedEvents;
import io.millrace.pipeline.generator.WorldConfig;
import io.millrace.pipeline.replay.Pace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything in one process, fed as things happen in a made-up world, with a page to look at. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description =
                "Starts Kafka, Flink, the job and the serving tier in one process, on this machine only, has a made-up"
                        + " world happen, and prints where a page shows what is learnt. Ctrl-C ends it; started again on"
                        + " the same folder it goes on from its last checkpoint.")
final class QuickstartCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";

    @Mixin
    private ConfigSource options;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "millrace-quickstart",
            description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the page. Default: 8080; 0 is any.")
    private Integer port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the made-up world. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        try (EmbeddedRun run = new EmbeddedRun()) {
            run.run(config(), folder, this::session);
        }
        return CommandLine.ExitCode.OK;
    }

    /** A world that is new to the model, and small: it may learn faster than by default, where a model is to last. */
    private Map<String, String> profile() {
        Map<String, String> profile = new HashMap<>(JobConfigs.of(world().profile()));
        profile.put(MillraceOptions.ROW_LEARNING_RATE.key(), "0.15");
        profile.put(MillraceOptions.DENSE_LEARNING_RATE.key(), "0.004");
        return profile;
    }

    private MillraceConfig config() {
        Map<String, String> given = new HashMap<>();
        given.put(MillraceOptions.SERVING_HOST.key(), LOOPBACK);
        if (port != null) {
            given.put(MillraceOptions.SERVING_PORT.key(), port.toString());
        }
        return options.over(profile()).with(given);
    }

    /** The world begins when it can be told: it would lag behind the clock, and so behind clicks on the page, otherwise. */
    private Session session(EmbeddedSystem system, PrintStream out) {
        Session session = new RunSession(system, world(), Pace.times(1), out);
        return new PageSession(ServingConfigs.of(system.config(), system.brokers(), Map.of()), system, session, out);
    }

    private EventSource world() {
        return new GeneratedEvents(WorldConfig.lively(Instant.now(), seed), OptionalLong.empty());
    }
}
