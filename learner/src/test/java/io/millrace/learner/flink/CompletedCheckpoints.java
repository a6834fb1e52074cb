package io.millrace.learner.flink;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/** The checkpoints and savepoints in a folder. Flink writes their metadata last, and tells nobody before. */
final class CompletedCheckpoints {
    private CompletedCheckpoints() {}

    /** The number of the newest one; -1 if there is none. Folders may come and go meanwhile. */
    static long newest(Path folder) {
        File[] children = folder.toFile().listFiles();
        long newest = -1;
        for (File child : children == null ? new File[0] : children) {
            boolean complete = child.getName().equals("_metadata");
            newest = Math.max(newest, complete ? number(child.toPath()) : newest(child.toPath()));
        }
        return newest;
    }

    private static long number(Path metadata) {
        String name = metadata.getParent().getFileName().toString();
        if (name.startsWith("chk-")) {
            return Long.parseLong(name.substring("chk-".length()));
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
            return Checkpoints.loadCheckpointMetadata(
                            in, CompletedCheckpoints.class.getClassLoader(), metadata.toString())
                    .getCheckpointId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
