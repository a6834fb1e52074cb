package io.millrace.pipeline.dataset;

import java.io.IOException;
import java.time.Instant;

/** Tells the format of a file by its first lines. */
final class FormatDetector {
    /** A published file may begin with a few broken lines, not with this many. */
    private static final int LINES = 100;

    private FormatDetector() {}

    /** @throws DatasetException if none of the first lines is one of a known format */
    static DatasetFormat detect(DatasetFile file, Instant now) throws IOException {
        LineReader lines = new LineReader(file, LineReader.SEQUENTIAL);
        while (lines.number() < LINES && lines.advance()) {
            for (DatasetFormat format : DatasetFormat.values()) {
                if (isOne(lines.text(), format, now)) {
                    return format;
                }
            }
        }
        throw new DatasetException(
                "This is none of the files that are known: Taobao UserBehavior, MovieLens ratings.csv or"
                        + " ratings.dat, Globo clicks. Give the file as its owner publishes it, plain or as .gz.");
    }

    private static boolean isOne(String line, DatasetFormat format, Instant now) {
        if (format.isHeader(line)) {
            return true;
        }
        try {
            new LineParser(format, "", now).parse(line, 1);
            return true;
        } catch (BadLineException e) {
            return false;
        }
    }
}
