package io.millrace.pipeline.dataset;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;

/** Where the lines of a file start: kept for one line in {@link #STRIDE}, found by reading on from there for the others. */
final class LineStarts {
    static final int STRIDE = 16;

    private final LongArrayList starts = new LongArrayList();

    static LineStarts of(DatasetFile file) throws IOException {
        LineStarts index = new LineStarts();
        LineReader reader = new LineReader(file, LineReader.SEQUENTIAL);
        for (long start = 0; reader.advance(); start = reader.offset()) {
            if ((reader.number() - 1) % STRIDE == 0) {
                index.starts.add(start);
            }
        }
        return index;
    }

    /** Makes the reader read the line of that number, counted from 1. */
    void read(long number, LineReader reader) throws IOException {
        int slot = (int) ((number - 1) / STRIDE);
        reader.seek(starts.getLong(slot), (long) slot * STRIDE + 1);
        do {
            reader.advance();
        } while (reader.number() < number);
    }
}
