package io.millrace.pipeline.eventfile;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;

/**
 * What an event file says of itself, in the metadata of its container under keys that begin with {@code millrace.}
 *
 * @param series the same in all files of one conversion
 * @param dataset name of the profile of what was converted
 * @param number place in the series, from 0
 * @param last whether the series ends with this file
 * @param events how many there are, at least one
 * @param firstTime of an event, milliseconds
 * @param lastTime of an event, milliseconds; no file of the series that comes before has a later one
 * @param blockBytes length of all that follows the container's header: a file that was cut off is shorter
 */
public record EventFileMetadata(
        String series,
        String dataset,
        int number,
        boolean last,
        long events,
        long firstTime,
        long lastTime,
        long blockBytes) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String SERIES = "millrace.series";
    private static final String DATASET = "millrace.dataset";
    private static final String NUMBER = "millrace.number";
    private static final String LAST = "millrace.last";
    private static final String EVENTS = "millrace.events";
    private static final String FIRST_TIME = "millrace.first-time";
    private static final String LAST_TIME = "millrace.last-time";
    private static final String BLOCK_BYTES = "millrace.block-bytes";

    /** Number and range, so that the order of names is that of the series. */
    String fileName() {
        return String.format(
                Locale.ROOT,
                "%06d-%s-%s.avro",
                number,
                TIME.format(Instant.ofEpochMilli(firstTime)),
                TIME.format(Instant.ofEpochMilli(lastTime)));
    }

    void writeTo(DataFileWriter<?> container) {
        container
                .setMeta(SERIES, series)
                .setMeta(DATASET, dataset)
                .setMeta(NUMBER, number)
                .setMeta(LAST, String.valueOf(last))
                .setMeta(EVENTS, events)
                .setMeta(FIRST_TIME, firstTime)
                .setMeta(LAST_TIME, lastTime)
                .setMeta(BLOCK_BYTES, blockBytes);
    }

    /** @throws IllegalArgumentException if something is missing or malformed */
    static EventFileMetadata of(DataFileStream<?> container) {
        return new EventFileMetadata(
                text(container, SERIES),
                text(container, DATASET),
                Math.toIntExact(number(container, NUMBER)),
                Boolean.parseBoolean(text(container, LAST)),
                number(container, EVENTS),
                number(container, FIRST_TIME),
                number(container, LAST_TIME),
                number(container, BLOCK_BYTES));
    }

    private static String text(DataFileStream<?> container, String key) {
        String value = container.getMetaString(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + key);
        }
        return value;
    }

    private static long number(DataFileStream<?> container, String key) {
        String value = text(container, key);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is '" + value + "', no number", e);
        }
    }
}
