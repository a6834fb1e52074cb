package io.millrace.pipeline.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.util.FileUtils;

/** The checkpoints that an ended or killed job left in its folder. */
public final class RetainedCheckpoints {
    private static final Pattern FOLDER = Pattern.compile("chk-(\\d+)");

    private final Path jobFolder;

    public RetainedCheckpoints(Path jobFolder) {
        this.jobFolder = jobFolder;
    }

    /** The newest complete checkpoint; one whose metadata was cut off by a kill is passed over. */
    public Optional<Path> newest() {
        return all().descendingMap().values().stream()
                .filter(RetainedCheckpoints::isComplete)
                .findFirst();
    }

    /** The complete checkpoints, by their number, which is that of the version cut at them. */
    NavigableMap<Long, Path> complete() {
        NavigableMap<Long, Path> complete = all();
        complete.values().removeIf(folder -> !isComplete(folder));
        return complete;
    }

    /** Gives up every checkpoint that is newer, the newest first: those after it could not be written where they lie. */
    void removeAfter(long number) {
        for (Path newer : all().tailMap(number, false).descendingMap().values()) {
            try {
                FileUtils.deleteDirectory(newer.toFile());
            } catch (IOException e) {
                throw new EmbeddedStartException("cannot remove the checkpoint " + newer + ": " + e.getMessage());
            }
        }
    }

    private NavigableMap<Long, Path> all() {
        NavigableMap<Long, Path> all = new TreeMap<>();
        if (!Files.isDirectory(jobFolder)) {
            return all;
        }
        try (Stream<Path> folders = Files.list(jobFolder)) {
            folders.forEach(folder -> {
                Matcher name = FOLDER.matcher(folder.getFileName().toString());
                if (name.matches()) {
                    all.put(Long.parseLong(name.group(1)), folder);
                }
            });
            return all;
        } catch (IOException e) {
            throw new EmbeddedStartException("cannot read the checkpoints in " + jobFolder + ": " + e.getMessage());
        }
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
