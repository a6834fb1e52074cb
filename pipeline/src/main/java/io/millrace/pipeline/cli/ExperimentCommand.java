package io.millrace.pipeline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Experiments on public data. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Trains models on public data and sets what they reach beside what was published."
                + " docs/results.md has the results.",
        subcommands = MovieLensExperimentCommand.class)
final class ExperimentCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "say which experiment: ml-1m");
    }
}
