package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import java.io.IOException;

/**
 * What one look at every line of a file has shown.
 *
 * @param lines all of them, headers and bad ones included
 * @param events good ones
 * @param earliest time of an event, milliseconds
 * @param latest time of an event, milliseconds
 * @param ordered whether no event is earlier than the one before it
 * @param badLines the others
 */
record Survey(long lines, long events, long earliest, long latest, boolean ordered, BadLines badLines) {

    static Survey of(DatasetFile file, LineParser parser) throws IOException {
        EventReader reader = new EventReader(file, parser);
        long events = 0;
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        boolean ordered = true;
        for (Event event = reader.next(); event != null; event = reader.next()) {
            long time = event.getEventTime();
            ordered &= time >= latest;
            earliest = Math.min(earliest, time);
            latest = Math.max(latest, time);
            events++;
        }
        return new Survey(reader.lineNumber(), events, earliest, latest, ordered, reader.badLines());
    }
}
