package io.millrace.pipeline.experiment.ml1m;

import io.millrace.pipeline.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run leaves in its folder after every epoch: {@code NAME.csv}, a row for each, and {@code NAME.checkpoint}, from
 * which it goes on. Each replaces the one before in one move. The rows are written first: those beyond the checkpoint are
 * of epochs that are learnt again.
 *
 * <p>A checkpoint, big endian: what it is (UTF), of which run (UTF), epochs (4 bytes), then what the learner saves.
 */
final class RunFiles {
    private static final String FORMAT = "millrace ml-1m checkpoint 1";

    private final Path csv;
    private final Path checkpoint;
    private final String description;
    private final List<EpochScore> rows = new ArrayList<>();

    /** @param description all that the run's numbers depend on: only a run of the same goes on from here */
    RunFiles(Path folder, String name, String description) {
        this.csv = folder.resolve(name + ".csv");
        this.checkpoint = folder.resolve(name + ".checkpoint");
        this.description = description;
    }

    /** Whether there is anything of an earlier run. */
    boolean exist() {
        return Files.exists(csv) || Files.exists(checkpoint);
    }

    /** A row for every epoch so far. */
    List<EpochScore> rows() {
        return List.copyOf(rows);
    }

    /**
     * Adds an epoch.
     *
     * @throws ConfigException if it cannot be written
     */
    void add(EpochScore row, Learner learner) {
        rows.add(row);
        try {
            Path newRows = beside(csv);
            List<String> lines = new ArrayList<>(List.of(EpochScore.header()));
            rows.forEach(each -> lines.add(each.row()));
            Files.write(newRows, lines);
            Files.move(newRows, csv, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Path newCheckpoint = beside(checkpoint);
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(newCheckpoint)))) {
                out.writeUTF(FORMAT);
                out.writeUTF(description);
                out.writeInt(rows.size());
                learner.save(out);
            }
            Files.move(newCheckpoint, checkpoint, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ConfigException("cannot write to " + csv.getParent() + ": " + e.getMessage());
        }
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /**
     * Brings the learner to where the checkpoint was taken, if there is one.
     *
     * @throws ConfigException if the checkpoint is of another run, or cannot be read
     */
    void resume(Learner learner) {
        if (!Files.exists(checkpoint)) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(checkpoint)))) {
            if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(description)) {
                throw new ConfigException(checkpoint + " is of a run with other settings, other data or another build:"
                        + " give another --out");
            }
            int epochs = in.readInt();
            learner.restore(in);
            List<String> lines = Files.readAllLines(csv);
            for (String line : lines.subList(1, 1 + epochs)) {
                rows.add(EpochScore.parse(line));
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ConfigException("cannot go on from " + checkpoint + ": " + e);
        }
    }
}
