package io.millrace.pipeline.cli;

import io.millrace.learner.flink.UnsuitableCheckpointsException;
import io.millrace.pipeline.broker.BrokerStartException;
import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.dataset.DatasetException;
import io.millrace.pipeline.deadletter.DeadLetterException;
import io.millrace.pipeline.embedded.EmbeddedStartException;
import io.millrace.pipeline.embedded.RunFailedException;
import io.millrace.pipeline.erasure.ErasureException;
import io.millrace.pipeline.eventfile.EventFileException;
import io.millrace.pipeline.replay.ReplayException;
import io.millrace.pipeline.versions.VersionsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "millrace",
        description = "Learns recommendation models from the event stream itself.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            QuickstartCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            ConvertCommand.class,
            TopicsCommand.class,
            ServeCommand.class,
            DeadLettersCommand.class,
            EraseCommand.class,
            ExportCommand.class,
            ModelCommand.class,
            ExperimentCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line as it is run, for tests to run it. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, arguments) -> {
            if (isForTheUser(failure)) {
                command.getErr().println("millrace: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    /** Exceptions whose message says all that a person needs. */
    private static boolean isForTheUser(Exception failure) {
        return failure instanceof ConfigException
                || failure instanceof UnsuitableCheckpointsException
                || failure instanceof EmbeddedStartException
                || failure instanceof BrokerStartException
                || failure instanceof DatasetException
                || failure instanceof EventFileException
                || failure instanceof RunFailedException
                || failure instanceof ReplayException
                || failure instanceof DeadLetterException
                || failure instanceof ErasureException
                || failure instanceof VersionsException;
    }
}
