package io.millrace.pipeline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to do about records that were no usable event. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Shows the records of the events topic that could not be used, and why, and puts them back once"
                + " what was wrong is mended. docs/dead-letters.md explains the reasons.",
        subcommands = {ListDeadLettersCommand.class, ReplayDeadLettersCommand.class})
final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "say what to do: list or replay");
    }
}
