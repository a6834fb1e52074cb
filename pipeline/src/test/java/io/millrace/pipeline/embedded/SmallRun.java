package io.millrace.pipeline.embedded;

import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.generator.GeneratedEvents;
import io.millrace.pipeline.generator.WorldConfig;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Manifest;
import io.millrace.serving.version.ServedModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/** A model small enough, and worlds short enough, for a test to learn one to its end. */
public final class SmallRun {
    /** When the worlds begin; that of the command line too. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Options over the defaults: everything small, every port free. */
    public static final Map<String, String> OPTIONS = Map.of(
            "kafka.bootstrap-servers", "127.0.0.1:0",
            "job.web-port", "0",
            "job.checkpoint-interval", "300 ms",
            "model.width", "8",
            "model.layers", "1",
            "model.heads", "2",
            "model.negatives", "16",
            "sequence.slice", "20",
            "learner.key-groups", "8");

    private SmallRun() {}

    /** The world that the command line makes up, to be in order and without repeats. */
    public static GeneratedEvents standardWorld(long events) {
        return new GeneratedEvents(WorldConfig.standard(START, 1), OptionalLong.of(events));
    }

    /** A world of few users, so that they have histories, told with disorder and repeats. */
    public static GeneratedEvents crowdedWorld(long events, Duration disorder, double duplicateRate) {
        WorldConfig standard = WorldConfig.standard(START, 7);
        WorldConfig config = new WorldConfig(
                new WorldConfig.Population(60, 200, 10, 1, 1.2),
                standard.behaviour(),
                standard.delays(),
                new WorldConfig.Stream(START, 20, disorder, duplicateRate),
                standard.driftHalfLife(),
                standard.seed());
        return new GeneratedEvents(config, OptionalLong.of(events));
    }

    public static MillraceConfig config(EventSource source, Map<String, String> overrides) {
        return MillraceConfig.of(JobConfigs.of(source.profile())).with(OPTIONS).with(overrides);
    }

    /** Starts a system in {@code folder}, feeds it {@code source} and returns what the last version says. */
    public static Manifest learn(Path folder, EventSource source, Map<String, String> overrides)
            throws InterruptedException {
        try (EmbeddedSystem system = EmbeddedSystem.start(config(source, overrides), folder)) {
            learn(system, source, Pace.MAX);
            return model(system).manifest();
        }
    }

    /** Feeds a system until all is learnt and returns what was printed. */
    public static String learn(EmbeddedSystem system, EventSource source, Pace pace) throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new RunSession(system, source, pace, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The version in use. */
    public static ServedModel model(EmbeddedSystem system) {
        return system.follower().current().orElseThrow();
    }
}
