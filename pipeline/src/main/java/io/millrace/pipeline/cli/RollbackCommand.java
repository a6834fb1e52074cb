package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.embedded.Rollback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes an embedded job back to an earlier version. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Takes the job of a folder, which must have been ended, back to the checkpoint of a version. When"
                + " 'millrace run' goes on from there it publishes everything anew, as another lineage, and learns again"
                + " from all events that have come since. docs/versions.md says how to do it on a cluster.")
final class RollbackCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VERSION", description = "The version to go back to.")
    private long version;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "millrace-data",
            description = "The folder of the run. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new ConfigException(folder + " is no folder of a run: give the --dir that 'millrace run' had");
        }
        List<Long> givenUp = Rollback.to(version, folder);
        System.out.println("rolled back to version " + version
                + (givenUp.isEmpty() ? "" : "; given up: the checkpoints of " + givenUp)
                + "; 'millrace run' goes on from there");
        return CommandLine.ExitCode.OK;
    }
}
