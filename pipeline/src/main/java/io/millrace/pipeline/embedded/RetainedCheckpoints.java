package io.millrace.pipeline.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/** The checkpoints that an ended or killed job left in its folder. */
public final class RetainedCheckpoints {
    private static final Pattern FOLDER = Pattern.compile("chk-(\\d+)");

    private RetainedCheckpoints() {}

    /** The newest complete checkpoint; one whose metadata was cut off by a kill is passed over. */
    public static Optional<Path> newest(Path jobFolder) {
        if (!Files.isDirectory(jobFolder)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(jobFolder)) {
            return folders.filter(folder -> number(folder) >= 0)
                    .filter(RetainedCheckpoints::isComplete)
                    .max(Comparator.comparingLong(RetainedCheckpoints::number));
        } catch (IOException e) {
            throw new EmbeddedStartException("cannot read the checkpoints in " + jobFolder + ": " + e.getMessage());
        }
    }

    private static long number(Path folder) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    private static boolean isComplete(Path folder) {
        Path metadata = folder.resolve("_metadata");
        if (!Files.isRegularFile(metadata)) {
            return false;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
            Checkpoints.loadCheckpointMetadata(in, RetainedCheckpoints.class.getClassLoader(), metadata.toString());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
