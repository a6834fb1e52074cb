package io.millrace.pipeline.dataset;

import io.millrace.schemas.id.Ids;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A dataset as one plain file that can be read anywhere. What is not one plain file, that is a {@code .gz} or a folder
 * of files, is unpacked into a temporary file, which goes when this is closed.
 */
final class DatasetFile implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    private final Path path;
    private final boolean temporary;
    // Not a FileChannel: that one closes itself when a reading thread is interrupted.
    private final RandomAccessFile file;

    private DatasetFile(Path path, boolean temporary) throws IOException {
        this.path = path;
        this.temporary = temporary;
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    static DatasetFile open(Path path) throws IOException {
        if (!Files.isReadable(path)) {
            throw new DatasetException("Dataset " + path + " is not there or cannot be read: check the path.");
        }
        if (Files.isDirectory(path)) {
            return unpack(filesIn(path));
        }
        return isZipped(path) ? unpack(List.of(path)) : new DatasetFile(path, false);
    }

    /** Reads up to {@code into.length} bytes from {@code position} on; -1 at the end of the file. */
    synchronized int read(long position, byte[] into) throws IOException {
        file.seek(position);
        return file.read(into);
    }

    /** A hash of all that is in the file. */
    long digest() throws IOException {
        byte[] block = new byte[BLOCK];
        long digest = 0;
        try (InputStream in = Files.newInputStream(path)) {
            int read = in.readNBytes(block, 0, BLOCK);
            while (read > 0) {
                digest = Ids.combine(digest, Ids.of(read == BLOCK ? block : Arrays.copyOf(block, read)));
                read = in.readNBytes(block, 0, BLOCK);
            }
        }
        return digest;
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }

    private static boolean isZipped(Path path) {
        return path.toString().endsWith(".gz");
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            if (sorted.isEmpty()) {
                throw new DatasetException("Folder " + folder + " holds no files: check the path.");
            }
            return sorted;
        }
    }

    private static DatasetFile unpack(List<Path> parts) throws IOException {
        Path target = Files.createTempFile("millrace-dataset", null);
        target.toFile().deleteOnExit();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BLOCK)) {
                for (Path part : parts) {
                    append(part, out);
                }
            }
            return new DatasetFile(target, true);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw new DatasetException("Dataset " + parts.get(0) + " cannot be unpacked: " + e, e);
        }
    }

    /** Copies one part, and ends its last line if the part does not. */
    private static void append(Path part, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        byte last = '\n';
        try (InputStream raw = Files.newInputStream(part);
                InputStream in = isZipped(part) ? new GZIPInputStream(raw, BLOCK) : raw) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                out.write(block, 0, read);
                last = read > 0 ? block[read - 1] : last;
            }
        }
        if (last != '\n') {
            out.write('\n');
        }
    }
}
