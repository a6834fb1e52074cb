package io.millrace.pipeline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is of versions, and what a person may order. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description =
                "Shows the versions on the model topic, holds them back or lets them out, and takes the job back to an"
                        + " earlier one. docs/versions.md"
                        + " explains verdicts.",
        subcommands = {
            ListVersionsCommand.class,
            ShowVersionCommand.class,
            HoldVersionsCommand.class,
            ReleaseVersionsCommand.class,
            RollbackCommand.class
        })
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "say what to do: list, show, hold, release or rollback");
    }
}
