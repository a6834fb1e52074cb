package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The events of a file as they stand there. */
final class FileOrder implements Iterator<Event> {
    private final EventReader reader;
    private Event next;

    FileOrder(DatasetFile file, LineParser parser) {
        this.reader = new EventReader(file, parser);
        this.next = read();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Event next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Event event = next;
        next = read();
        return event;
    }

    private Event read() {
        try {
            return reader.next();
        } catch (IOException e) {
            throw new DatasetException("The dataset cannot be read any further: " + e, e);
        }
    }
}
