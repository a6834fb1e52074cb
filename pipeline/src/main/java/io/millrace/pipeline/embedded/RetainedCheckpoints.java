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
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
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
                .filter(folder -> metadata(folder).isPresent())
                .findFirst();
    }

    /**
     * The checkpoints that a job can go back to, by their number, which is that of the version cut at them. Those of an
     * earlier run share files with the one that the job last went on from, and lose them when Flink gives that one up.
     */
    NavigableMap<Long, Path> whole() {
        NavigableMap<Long, Path> whole = all();
        whole.values()
                .removeIf(folder ->
                        !metadata(folder).map(RetainedCheckpoints::hasAllFiles).orElse(false));
        return whole;
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

    /** What the checkpoint consists of; empty if it is not complete. */
    private static Optional<CheckpointMetadata> metadata(Path folder) {
        Path file = folder.resolve("_metadata");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return Optional.of(Checkpoints.loadCheckpointMetadata(
                    in, RetainedCheckpoints.class.getClassLoader(), file.toString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean hasAllFiles(CheckpointMetadata checkpoint) {
        return checkpoint.getOperatorStates().stream()
                .flatMap(operator -> operator.getStates().stream())
                .flatMap(subtask -> subtask.getDiscardables().stream())
                .flatMap(RetainedCheckpoints::streams)
                .flatMap(state -> state.maybeGetPath().stream())
                .allMatch(file -> Files.exists(Path.of(file.getPath())));
    }

    private static Stream<StreamStateHandle> streams(StateObject state) {
        if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
            return incremental.streamSubHandles();
        }
        return state instanceof StreamStateHandle stream ? Stream.of(stream) : Stream.empty();
    }
}
