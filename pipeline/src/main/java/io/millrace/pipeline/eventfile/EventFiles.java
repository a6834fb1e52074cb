package io.millrace.pipeline.eventfile;

import io.millrace.pipeline.dataset.EventSource;
import io.millrace.schemas.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Turns a source into a series of event files. */
public final class EventFiles {
    private EventFiles() {}

    /**
     * Writes all events of a source, one file after the other; each appears when it is whole.
     *
     * @param source finite, in the order of time
     * @param folder made if it is not there; empty but for hidden files
     * @param size bytes after which a file ends: it is longer by one block at most, some 64 KiB, and its header
     * @return what each file says of itself, in order
     * @throws EventFileException if the folder holds files, cannot be written, or the source has no events
     * @throws IllegalArgumentException if an event is earlier than the one before it
     */
    public static List<EventFileMetadata> write(EventSource source, Path folder, long size) {
        Iterator<Event> events = source.events();
        if (!events.hasNext()) {
            throw new EventFileException("there are no events to write to " + folder);
        }
        try {
            requireEmpty(Files.createDirectories(folder));
            List<EventFileMetadata> written = new ArrayList<>();
            while (events.hasNext()) {
                written.add(writeOne(source, events, folder, written.size(), size));
            }
            return written;
        } catch (IOException e) {
            throw new EventFileException("event files cannot be written to " + folder + ": " + e, e);
        }
    }

    /** The name of the series that a source turns into. */
    public static String seriesOf(EventSource source) {
        return HexFormat.of().toHexDigits(source.identity());
    }

    private static void requireEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            boolean empty = files.allMatch(file -> file.getFileName().toString().startsWith("."));
            if (!empty) {
                throw new EventFileException("the folder " + folder + " is not empty: empty it, or choose another");
            }
        }
    }

    private static EventFileMetadata writeOne(
            EventSource source, Iterator<Event> events, Path folder, int number, long size) throws IOException {
        try (EventFileWriter file = new EventFileWriter(folder, number)) {
            do {
                file.add(events.next());
            } while (events.hasNext() && file.length() < size);
            return file.finish(seriesOf(source), source.profile().name(), number, !events.hasNext());
        }
    }
}
