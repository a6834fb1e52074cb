package io.millrace.pipeline.cli;

import io.millrace.pipeline.dataset.Dataset;
import io.millrace.pipeline.display.Summary;
import io.millrace.pipeline.eventfile.EventFileMetadata;
import io.millrace.pipeline.eventfile.EventFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes event files of a dataset. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description =
                "Turns a published dataset into event files: Avro container files of the Event schema, in the order of"
                        + " time, from which a job takes its history (source.backfill).")
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description =
                    "Taobao UserBehavior, MovieLens ratings.csv or ratings.dat, or Globo clicks; plain or .gz, or a"
                            + " folder of such files.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the files go; empty, or not there yet.")
    private Path folder;

    @Option(
            names = "--file-size",
            paramLabel = "SIZE",
            defaultValue = "64 mb",
            description = "About how large a file may be. Default: ${DEFAULT-VALUE}.")
    private String fileSize;

    @Override
    public Integer call() {
        long size = size();
        try (Dataset dataset = Dataset.open(data, Instant.now())) {
            List<EventFileMetadata> files = EventFiles.write(dataset, folder, size);
            System.out.printf(
                    Locale.ROOT,
                    "wrote %,d events, from %s to %s, to %d files in %s%n",
                    files.stream().mapToLong(EventFileMetadata::events).sum(),
                    Instant.ofEpochMilli(files.get(0).firstTime()),
                    Instant.ofEpochMilli(files.get(files.size() - 1).lastTime()),
                    files.size(),
                    folder);
            new Summary(System.out).badLines(dataset.badLines());
        }
        return CommandLine.ExitCode.OK;
    }

    private long size() {
        try {
            return MemorySize.parse(fileSize).getBytes();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--file-size is a size such as 64 mb, not '" + fileSize + "'", e);
        }
    }
}
