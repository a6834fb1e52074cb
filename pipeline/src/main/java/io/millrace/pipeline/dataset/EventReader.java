package io.millrace.pipeline.dataset;

import io.millrace.pipeline.dataset.BadLines.BadLine;
import io.millrace.schemas.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The events of a file in the order of its lines. Headers are passed over; lines that do not parse are noted. */
final class EventReader {
    private static final int REPORTED = 20;

    private final LineReader lines;
    private final LineParser parser;
    private final List<BadLine> firstBad = new ArrayList<>();
    private long bad;

    EventReader(DatasetFile file, LineParser parser) {
        this.lines = new LineReader(file, LineReader.SEQUENTIAL);
        this.parser = parser;
    }

    /** The next event, or null at the end of the file. */
    Event next() throws IOException {
        while (lines.advance()) {
            String line = lines.text();
            if (parser.format().isHeader(line)) {
                continue;
            }
            try {
                return parser.parse(line, lines.number());
            } catch (BadLineException e) {
                if (bad++ < REPORTED) {
                    firstBad.add(new BadLine(lines.number(), e.getMessage()));
                }
            }
        }
        return null;
    }

    /** The number of the line read last, counted from 1; after the last event, how many lines there are. */
    long lineNumber() {
        return lines.number();
    }

    /** The lines that did not parse so far. */
    BadLines badLines() {
        return new BadLines(bad, firstBad);
    }
}
