package io.millrace.pipeline.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a file, one after the other, from any line on. Lines end with LF or CR LF, and are read as Latin-1: the
 * rows that are read here are ASCII.
 */
final class LineReader {
    /** A buffer for reading on and on. */
    static final int SEQUENTIAL = 1 << 16;

    /** A buffer for reading a few lines here and there. */
    static final int SCATTERED = 1 << 10;

    private final DatasetFile file;
    private final byte[] buffer;
    private final byte[] line = new byte[LineParser.LONGEST_LINE + 1];
    private int length;
    private int next;
    private int limit;
    private long limitOffset;
    private long number;

    /** @param bufferSize bytes read at a time */
    LineReader(DatasetFile file, int bufferSize) {
        this.file = file;
        this.buffer = new byte[bufferSize];
    }

    /** Goes to where a line starts, so that {@link #advance} reads the line of that number, counted from 1. */
    void seek(long offset, long lineNumber) {
        limitOffset = offset;
        next = 0;
        limit = 0;
        number = lineNumber - 1;
    }

    /** Where the line starts that is read next. */
    long offset() {
        return limitOffset - (limit - next);
    }

    /** Reads one line; false at the end of the file. Of an overlong line only the first bytes are kept. */
    boolean advance() throws IOException {
        length = 0;
        boolean any = false;
        while (next < limit || fill()) {
            any = true;
            byte b = buffer[next++];
            if (b == '\n') {
                break;
            }
            if (length < line.length) {
                line[length++] = b;
            }
        }
        if (any) {
            number++;
        }
        return any;
    }

    /** The number of the line read last, counted from 1. */
    long number() {
        return number;
    }

    /** The line read last, without its end. */
    String text() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        int read = file.read(limitOffset, buffer);
        if (read <= 0) {
            return false;
        }
        next = 0;
        limit = read;
        limitOffset += read;
        return true;
    }
}
