package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * The order of time over the lines of a file that is not in it. Lines of the same time keep the order of the file.
 *
 * <p>Eight bytes per event: the time, in the file's own unit and counted from the earliest, followed by the line number,
 * so that sorting numbers sorts lines. The lines stay in the file and are read from there one by one.
 */
final class TimeOrder implements Iterable<Event> {
    /** Leaves a part of the heap to the rest of the JVM. */
    private static final double HEAP_SHARE = 0.6;

    private final DatasetFile file;
    private final LineParser parser;
    private final LineStarts starts;
    private final long[] keys;
    private final int lineBits;

    private TimeOrder(DatasetFile file, LineParser parser, LineStarts starts, long[] keys, int lineBits) {
        this.file = file;
        this.parser = parser;
        this.starts = starts;
        this.keys = keys;
        this.lineBits = lineBits;
    }

    /** @throws DatasetException if the order does not fit into the heap */
    static TimeOrder of(DatasetFile file, LineParser parser, Survey survey) throws IOException {
        TimeUnit unit = parser.format().layout().timeUnit();
        int lineBits = bits(survey.lines());
        requireRoom(survey, lineBits + bits(ticks(survey.latest() - survey.earliest(), unit)));
        long[] keys = new long[(int) survey.events()];
        EventReader reader = new EventReader(file, parser);
        for (int i = 0; i < keys.length; i++) {
            Event event = reader.next();
            keys[i] = ticks(event.getEventTime() - survey.earliest(), unit) << lineBits | reader.lineNumber();
        }
        Arrays.sort(keys);
        return new TimeOrder(file, parser, LineStarts.of(file), keys, lineBits);
    }

    @Override
    public Iterator<Event> iterator() {
        LineReader reader = new LineReader(file, LineReader.SCATTERED);
        return Arrays.stream(keys)
                .mapToObj(key -> event(key & ((1L << lineBits) - 1), reader))
                .iterator();
    }

    private Event event(long lineNumber, LineReader reader) {
        try {
            starts.read(lineNumber, reader);
            return parser.parse(reader.text(), lineNumber);
        } catch (IOException | BadLineException e) {
            throw new DatasetException("The dataset changed while it was read: line " + lineNumber + ": " + e, e);
        }
    }

    private static long ticks(long millis, TimeUnit unit) {
        return unit.convert(millis, TimeUnit.MILLISECONDS);
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    private static void requireRoom(Survey survey, int bits) {
        long bytes = survey.events() * Long.BYTES + survey.lines() / LineStarts.STRIDE * Long.BYTES;
        long room = (long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE);
        if (bits >= Long.SIZE || survey.events() > Integer.MAX_VALUE - 8 || bytes > room) {
            throw new DatasetException("Putting " + survey.events() + " events into the order of time takes "
                    + (bytes >> 20) + " MiB of memory, and there are " + (room >> 20)
                    + ": give Java more with -Xmx, or sort the file by time.");
        }
    }
}
