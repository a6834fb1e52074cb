package io.millrace.pipeline.embedded;

import io.millrace.schemas.id.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The folder that an embedded Millrace keeps everything in: Kafka's log, Flink's checkpoints, which lineage the model is
 * of and which shape it has. One process at a time may use it.
 */
public final class WorkFolder implements AutoCloseable {
    private static final String ENDED = "ended";

    private final Path path;
    private final FileChannel lockChannel;

    private WorkFolder(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /**
     * Takes the folder, making it if it does not exist.
     *
     * @throws EmbeddedStartException if it cannot be written to or another process has it
     */
    public static WorkFolder take(Path path) {
        FileChannel channel = null;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new EmbeddedStartException("the folder " + path
                        + " is in use by another Millrace; end that one, or choose another folder");
            }
            return new WorkFolder(path, channel);
        } catch (IOException e) {
            throw new EmbeddedStartException(
                    "cannot write to the folder " + path + " (" + e + "); choose another, or make it writable");
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    public Path flink() {
        return path.resolve("flink");
    }

    /** The lineage of the model that lives here: drawn once, when the folder is new. */
    public long lineage() {
        String lineage =
                remembered("lineage", Long.toString(Ids.of(UUID.randomUUID().toString())));
        return Long.parseLong(lineage);
    }

    /**
     * The name of the rollbacks that the job here is to know: of the last one noted, and of the one asked for by its options.
     * Another of either makes it another.
     *
     * @param asked empty for none
     * @return empty for none
     */
    String rollback(String asked) {
        String noted = remembered("rollback", "");
        return noted.isEmpty() || asked.isEmpty() ? noted + asked : noted + "; " + asked;
    }

    /** Notes a rollback, before anything is taken back: its name makes what comes after it a lineage of its own. */
    void noteRollback(String name) {
        try {
            Files.writeString(path.resolve("rollback"), name);
        } catch (IOException e) {
            throw new EmbeddedStartException("cannot write to the folder " + path + ": " + e);
        }
    }

    /**
     * Makes sure that the model which lives here, if any, has this shape.
     *
     * @throws EmbeddedStartException if it has another
     */
    public void requireModel(String model) {
        String known = remembered("model", model);
        if (!known.equals(model)) {
            throw new EmbeddedStartException("the folder " + path + " holds a model of another shape: "
                    + firstDifference(known, model) + "; use the same options as before, or another folder");
        }
    }

    /**
     * Makes sure that the job which lives here, if any, reads this input.
     *
     * @param input what the options say, for a person
     * @throws EmbeddedStartException if it reads another
     */
    void requireInput(String input) {
        String known = remembered("input", input);
        if (!known.equals(input)) {
            throw new EmbeddedStartException("the folder " + path + " holds a job that reads " + known + ", and the"
                    + " options say " + input + "; use the same as before, or another folder");
        }
    }

    /**
     * Makes sure that the job which lives here, if any, has not ended.
     *
     * @throws EmbeddedStartException if it has
     */
    void requireNotEnded() {
        if (Files.exists(path.resolve(ENDED))) {
            throw new EmbeddedStartException("the folder " + path
                    + " holds a job that has come to the end of its files, and cannot go on; choose another folder");
        }
    }

    /** Notes that the job has come to its end: Flink keeps no checkpoint of such a one. */
    void markEnded() {
        remembered(ENDED, "");
    }

    private static String firstDifference(String known, String wanted) {
        String[] before = known.split("\n");
        String[] now = wanted.split("\n");
        for (int i = 0; i < Math.min(before.length, now.length); i++) {
            if (!before[i].equals(now[i])) {
                return "it has " + before[i] + ", the options say " + now[i];
            }
        }
        return "its configuration has " + before.length + " lines, the options make " + now.length;
    }

    private String remembered(String name, String otherwise) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, otherwise, StandardOpenOption.CREATE_NEW);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new EmbeddedStartException("cannot use " + file + ": " + e);
        }
    }

    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new EmbeddedStartException("cannot release the folder " + path + ": " + e);
        }
    }
}
