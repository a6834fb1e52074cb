package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.erasure.ErasureException;
import io.millrace.pipeline.erasure.ErasureSender;
import io.millrace.sequence.intake.EventBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks for users to be erased. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a running job to erase users: sends an Erasure of each to the events topic, and prints a line once the"
                    + " broker has it.",
            "The answer is an Erased on the topic erasures. docs/erasure.md says what is removed, when, and what stays."
        })
final class EraseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private ConfigSource options;

    @Option(names = "--user", paramLabel = "ID", description = "A user's id, as in the events. May be repeated.")
    private List<String> users = List.of();

    @Option(
            names = "--user-file",
            paramLabel = "FILE",
            description = "A file with the ids of users, one a line, in UTF-8.")
    private Path userFile;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Everything up to this event time, as 2026-01-01T00:00:00Z. Default: now.")
    private Instant until;

    @Override
    public Integer call() {
        MillraceConfig config = options.over(Map.of());
        EventBounds bounds = JobConfigs.bounds(config);
        Instant time = until == null ? Instant.now() : until;
        requireAcceptable(time, bounds);
        Set<String> ids = ids(bounds);
        try (ErasureSender sender = new ErasureSender(config.get(MillraceOptions.BOOTSTRAP_SERVERS))) {
            ids.forEach(id ->
                    System.out.println(id + ": asked to erase up to " + time + ", event " + sender.send(id, time)));
        }
        return CommandLine.ExitCode.OK;
    }

    /** The job would put aside what is out of its bounds, and the user would stay. */
    private void requireAcceptable(Instant time, EventBounds bounds) {
        if (time.isBefore(bounds.earliest()) || time.isAfter(Instant.now().plus(bounds.ahead()))) {
            throw new ParameterException(
                    command.commandLine(),
                    "--until " + time + " is a time that no event may have: " + MillraceOptions.EARLIEST_TIME.key()
                            + " and " + MillraceOptions.MAX_AHEAD.key() + " bound it");
        }
    }

    private Set<String> ids(EventBounds bounds) {
        Set<String> ids = new LinkedHashSet<>(users);
        if (userFile != null) {
            lines().filter(line -> !line.isEmpty()).forEach(ids::add);
        }
        if (ids.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "say whom to erase: --user, or --user-file with an id a line");
        }
        for (String id : ids) {
            if (id.isEmpty() || id.length() > bounds.name()) {
                throw new ParameterException(
                        command.commandLine(),
                        "no user has the id '" + id + "': one has 1 to " + bounds.name() + " characters");
            }
        }
        return ids;
    }

    private Stream<String> lines() {
        try {
            return Files.readAllLines(userFile).stream();
        } catch (IOException e) {
            throw new ErasureException("the file of users " + userFile + " cannot be read: " + e);
        }
    }
}
