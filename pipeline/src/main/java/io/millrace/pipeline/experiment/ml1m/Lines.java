package io.millrace.pipeline.experiment.ml1m;

import io.millrace.pipeline.dataset.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The lines of a file, plain or gzipped, with errors that say where. */
final class Lines {
    /** Reads one line. */
    @FunctionalInterface
    interface Reader {
        /** @throws IllegalArgumentException if it is not what it should be; its message says why, unless it is a number's */
        void read(String line);
    }

    private Lines() {}

    /** @throws DatasetException if the file cannot be read, or has a line that cannot */
    static void forEach(Path file, Reader reader) {
        long number = 0;
        try (BufferedReader lines = open(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                reader.read(line);
            }
        } catch (NumberFormatException e) {
            throw new DatasetException(file + " line " + number + ": not a number: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file + " line " + number + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new DatasetException("there is no file " + file + ": --data is the folder of MovieLens-1M", e);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + " after line " + number + ": " + e.getMessage(), e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            // Titles are Latin-1; nothing else is beyond ASCII.
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }
}
