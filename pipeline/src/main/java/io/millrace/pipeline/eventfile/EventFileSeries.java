package io.millrace.pipeline.eventfile;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The event files of a folder, in order. They are all of one series, numbered from 0 without a gap to the one that says
 * it is the last, none begins before the one before it ends, and none is cut off.
 *
 * @param files at least one
 */
public record EventFileSeries(List<EventFile> files) {
    /**
     * A file and what it says of itself.
     *
     * @param path where it is
     */
    public record EventFile(Path path, EventFileMetadata metadata) {}

    public EventFileSeries {
        files = List.copyOf(files);
    }

    /**
     * Looks at every file of a folder, except those whose names begin with a dot or an underscore.
     *
     * @param folder a path, or a URI of a file system that Flink knows
     * @throws EventFileException if it is not there, or its files are not a whole series
     */
    public static EventFileSeries open(String folder) {
        List<EventFile> files = new ArrayList<>();
        for (Path path : list(folder)) {
            try (EventFileReader reader = EventFileReader.open(path)) {
                files.add(new EventFile(path, reader.metadata()));
            }
        }
        if (files.isEmpty()) {
            throw new EventFileException("the folder " + folder + " holds no event files: make them with convert");
        }
        files.sort(Comparator.comparingInt(file -> file.metadata().number()));
        requireWhole(files);
        return new EventFileSeries(files);
    }

    private static List<Path> list(String folder) {
        try {
            Path path = absolute(folder);
            FileSystem system = path.getFileSystem();
            if (!system.exists(path) || !system.getFileStatus(path).isDir()) {
                throw new EventFileException("the folder of event files " + folder + " is not there");
            }
            List<Path> paths = new ArrayList<>();
            for (FileStatus status : system.listStatus(path)) {
                char first = status.getPath().getName().charAt(0);
                if (first != '.' && first != '_') {
                    paths.add(status.getPath());
                }
            }
            return paths;
        } catch (IOException | InvalidPathException e) {
            throw new EventFileException("the folder of event files " + folder + " cannot be read: " + e, e);
        }
    }

    /** A local path is of the process that names it; the same file is meant in every other. */
    private static Path absolute(String folder) {
        return folder.contains("://")
                ? new Path(folder)
                : new Path(java.nio.file.Path.of(folder).toAbsolutePath().toUri());
    }

    private static void requireWhole(List<EventFile> files) {
        EventFileMetadata before = null;
        for (EventFile file : files) {
            EventFileMetadata here = file.metadata();
            int expected = before == null ? 0 : before.number() + 1;
            if (before != null && !here.series().equals(before.series())) {
                throw new EventFileException(file.path() + " is of another conversion than the files before it");
            }
            if (here.number() != expected) {
                throw new EventFileException(file.path() + " is file " + here.number() + " of its series, and file "
                        + expected + " is not beside it: convert again into an empty folder");
            }
            if (before != null && (before.last() || here.firstTime() < before.lastTime())) {
                throw new EventFileException(file.path() + " does not go on where the file before it ends");
            }
            before = here;
        }
        if (!before.last()) {
            throw new EventFileException(files.get(files.size() - 1).path()
                    + " is not the last file of its series, but none follows it: the conversion was interrupted, or"
                    + " files are missing; convert again into an empty folder");
        }
    }

    /** How many events there are in all files. */
    public long events() {
        return files.stream().mapToLong(file -> file.metadata().events()).sum();
    }

    /** Time of the newest event, milliseconds. */
    public long lastTime() {
        return files.get(files.size() - 1).metadata().lastTime();
    }

    /** What tells these files from those of another conversion. */
    public String series() {
        return files.get(0).metadata().series();
    }

    /** Name of the profile of what was converted. */
    public String dataset() {
        return files.get(0).metadata().dataset();
    }
}
