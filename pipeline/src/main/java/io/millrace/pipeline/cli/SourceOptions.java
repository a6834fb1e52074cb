package io.millrace.pipeline.cli;

import io.millrace.pipeline.dataset.Dataset;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.generator.GeneratedEvents;
import io.millrace.pipeline.generator.WorldConfig;
import io.millrace.pipeline.replay.Pace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where events come from, and how fast. */
final class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "A published dataset to replay: Taobao UserBehavior, MovieLens ratings.csv or ratings.dat, Globo"
                            + " clicks; plain or .gz. Without it, events are made up.")
    private Path data;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "How many events to make up. Without it they go on for ever.")
    private Long events;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the made-up world. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description =
                    "When the made-up world begins, as 2026-01-01T00:00:00Z. Default: now, or, with --events, so long"
                            + " ago that all of it is past.")
    private Instant start;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description =
                    "Event time against real time: 1, 60, ... or max. Default: max for what ends, 1 for what does not.")
    private String speed;

    /** Opens the source. */
    EventSource open() {
        if (data != null) {
            return Dataset.open(data, Instant.now());
        }
        OptionalLong size = events == null ? OptionalLong.empty() : OptionalLong.of(events);
        return new GeneratedEvents(WorldConfig.standard(worldStart(), seed), size);
    }

    /** @throws ParameterException if events are asked for although nothing is to follow the files */
    void requireNone() {
        if (data != null || events != null) {
            throw new ParameterException(
                    command.commandLine(), "a run that ends with its event files takes neither --data nor --events");
        }
    }

    private Instant worldStart() {
        if (start != null) {
            return start;
        }
        // A world that ends is the same whenever it is made up: it can be gone on with after a kill.
        return events == null ? Instant.now() : Instant.parse("2026-01-01T00:00:00Z");
    }

    Pace pace() {
        boolean endless = data == null && events == null;
        String wanted = speed == null ? (endless ? "1" : "max") : speed;
        try {
            return wanted.equals("max") ? Pace.MAX : Pace.times(Double.parseDouble(wanted));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--speed is a number or max, not '" + wanted + "'", e);
        }
    }
}
