package io.millrace.pipeline.replay;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.dataset.ItemNames;
import io.millrace.schemas.Action;
import io.millrace.schemas.Event;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Clicks of a few users, one every second. */
record InMemoryEventSource(long identity, List<Event> list) implements EventSource {
    static final int USERS = 40;

    static InMemoryEventSource clicks(int events) {
        return new InMemoryEventSource(
                events,
                IntStream.range(0, events).mapToObj(InMemoryEventSource::click).toList());
    }

    static Event click(int index) {
        // Some users act far more often than others, so that partitions fill unevenly.
        int user = (int) Math.sqrt(index * 7919L % (USERS * USERS));
        return new Event("e" + index, "u" + user, index * 1000L, new Action("click", "i" + index, null, Map.of()));
    }

    @Override
    public Iterator<Event> events() {
        return list.iterator();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(list.size());
    }

    @Override
    public BadLines badLines() {
        return BadLines.NONE;
    }

    @Override
    public ItemNames itemNames() {
        return ItemNames.NONE;
    }

    @Override
    public DatasetProfile profile() {
        return new DatasetProfile(
                "clicks",
                List.of("click"),
                List.of("click"),
                List.of("click"),
                List.of(),
                List.of(),
                new DatasetProfile.Windows(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(2)));
    }
}
