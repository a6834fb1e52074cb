package io.millrace.benchmarks.serving;

import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.display.Freshness;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.generator.GeneratedEvents;
import io.millrace.pipeline.generator.WorldConfig;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How long it takes from an event's arrival at the broker to the first version in use that has learnt it. */
@Command(
        name = "FreshnessUnderLoad",
        mixinStandardHelpOptions = true,
        description =
                "Runs the main job in one process, on made-up events that happen as the clock goes, at each of some"
                        + " checkpoint intervals.")
public final class FreshnessUnderLoad implements Callable<Integer> {
    private static final int ANY_PORT = 0;

    @Mixin
    private ConfigSource options;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where everything is kept meanwhile.")
    private Path folder;

    @Option(
            names = "--impressions",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "Impressions a second; clicks and conversions come on top (${DEFAULT-VALUE}). Of more than the job"
                            + " can take, the events a second that are learnt are its capacity.")
    private double impressions;

    @Option(
            names = "--users",
            paramLabel = "N",
            description =
                    "Who are there; the fewer events each has, the fewer are in one example (those of the world).")
    private Integer users;

    @Option(
            names = "--intervals",
            paramLabel = "SECONDS",
            split = ",",
            defaultValue = "1,5,10",
            description = "Between checkpoints (${DEFAULT-VALUE}).")
    private List<Integer> intervals;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "30", description = "(${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Of each measurement (${DEFAULT-VALUE}).")
    private int seconds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FreshnessUnderLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        System.out.println(
                "| checkpoint every, s | events a second | examples a second | learnt of what was sent, % | p50, s | p99, s"
                        + " | versions |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|");
        for (int interval : intervals) {
            measure(interval);
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(int interval) throws Exception {
        WorldConfig standard = WorldConfig.standard(Instant.now(), 1);
        WorldConfig.Population population = standard.population();
        WorldConfig world = new WorldConfig(
                new WorldConfig.Population(
                        users == null ? population.users() : users,
                        population.items(),
                        population.categories(),
                        population.activitySpread(),
                        population.popularitySpread()),
                standard.behaviour(),
                standard.delays(),
                new WorldConfig.Stream(
                        Instant.now(),
                        impressions,
                        standard.stream().disorder(),
                        standard.stream().duplicateRate()),
                standard.driftHalfLife(),
                standard.seed());
        GeneratedEvents events = new GeneratedEvents(world, OptionalLong.empty());
        MillraceConfig config = options.over(JobConfigs.of(events.profile()))
                .with(Map.of(
                        MillraceOptions.BOOTSTRAP_SERVERS.key(), "127.0.0.1:" + ANY_PORT,
                        MillraceOptions.WEB_PORT.key(), String.valueOf(ANY_PORT),
                        MillraceOptions.CHECKPOINT_INTERVAL.key(), interval + " s"));
        try (EmbeddedSystem system = EmbeddedSystem.start(config, folder.resolve("every-" + interval));
                Replayer replayer = new Replayer(
                        events,
                        Map.of("bootstrap.servers", system.brokers()),
                        "events",
                        Pace.times(1),
                        WallClock.SYSTEM)) {
            Thread replay = new Thread(replayer::run, "replay");
            replay.start();
            Thread.sleep(warmUp * 1000L);
            Freshness freshness = new Freshness(System.currentTimeMillis());
            system.follower().onActivation(freshness::add);
            Manifest before = system.follower().current().orElseThrow().manifest();
            Thread.sleep(seconds * 1000L);
            Manifest after = system.follower().current().orElseThrow().manifest();
            print(interval, before, after, freshness, replayer.progress().produced());
        }
    }

    private static void print(int interval, Manifest before, Manifest after, Freshness freshness, long sent) {
        double elapsed = (after.getCreatedAt() - before.getCreatedAt()) / 1000.0;
        long events = after.getCounts().get("events");
        System.out.printf(
                Locale.ROOT,
                "| %d | %,.0f | %,.0f | %.0f | %s | %s | %d |%n",
                interval,
                (events - before.getCounts().get("events")) / elapsed,
                (after.getAppliedExamples() - before.getAppliedExamples()) / elapsed,
                100.0 * events / sent,
                seconds(freshness.quantile(0.5)),
                seconds(freshness.quantile(0.99)),
                after.getVersion() - before.getVersion());
    }

    /** Nothing where events waited for so long that none which arrived meanwhile was learnt. */
    private static String seconds(OptionalLong millis) {
        return millis.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", millis.getAsLong() / 1000.0);
    }
}
