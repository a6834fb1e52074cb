package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import java.time.Instant;

/** One line to one event. */
final class LineParser {
    /** Far beyond any row of the formats that are read. */
    static final int LONGEST_LINE = 1024;

    /** Before there was anything to click on; phones with broken clocks report such times, and times to come. */
    private static final long EARLIEST = Instant.parse("1995-01-01T00:00:00Z").toEpochMilli();

    private final DatasetFormat format;
    private final String eventIdPrefix;
    private final long latest;

    /**
     * @param eventIdPrefix what goes before the line number to make an event id that is unique for ever
     * @param now an event after it cannot have happened
     */
    LineParser(DatasetFormat format, String eventIdPrefix, Instant now) {
        this.format = format;
        this.eventIdPrefix = eventIdPrefix;
        this.latest = now.toEpochMilli();
    }

    DatasetFormat format() {
        return format;
    }

    /** The event on the line of that number, counted from 1. */
    Event parse(String line, long number) throws BadLineException {
        String[] row = split(line);
        String user = DatasetFormat.requireNumber(row[0]);
        long time = time(row[format.layout().timeField()]);
        return new Event(eventIdPrefix + number, user, time, format.action(row));
    }

    private String[] split(String line) throws BadLineException {
        if (line.length() > LONGEST_LINE) {
            throw new BadLineException("longer than " + LONGEST_LINE + " characters");
        }
        String delimiter = format.layout().delimiter();
        String[] row = new String[format.layout().fields()];
        int start = 0;
        for (int field = 0; field < row.length; field++) {
            boolean last = field == row.length - 1;
            int next = line.indexOf(delimiter, start);
            if (last != next < 0) {
                throw new BadLineException("not " + row.length + " fields");
            }
            row[field] = line.substring(start, last ? line.length() : next);
            start = next + delimiter.length();
        }
        return row;
    }

    private long time(String field) throws BadLineException {
        long millis;
        try {
            millis = format.layout().timeUnit().toMillis(Long.parseLong(field));
        } catch (NumberFormatException e) {
            throw new BadLineException("time '" + field + "' is not a number");
        }
        if (millis < EARLIEST || millis > latest) {
            throw new BadLineException("absurd time " + field);
        }
        return millis;
    }
}
