package io.millrace.pipeline.eventfile;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.dataset.ItemNames;
import io.millrace.schemas.Action;
import io.millrace.schemas.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A list of events as a source. */
public record InMemoryEvents(DatasetProfile profile, List<Event> list) implements EventSource {
    /** Time of the first click. */
    static final long START = 1_500_000_000_000L;

    private static final DatasetProfile CLICKS = new DatasetProfile(
            "clicks",
            List.of("click"),
            List.of("click"),
            List.of("click"),
            List.of(),
            List.of(),
            new DatasetProfile.Windows(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(2)));

    public InMemoryEvents {
        list = List.copyOf(list);
    }

    /** Some of another source's events, which it gives first. */
    public static InMemoryEvents of(EventSource source, int from, int to) {
        List<Event> events = new ArrayList<>();
        source.events().forEachRemaining(events::add);
        return new InMemoryEvents(source.profile(), events.subList(from, to));
    }

    public static InMemoryEvents of(Event... events) {
        return new InMemoryEvents(CLICKS, List.of(events));
    }

    /** Clicks of seven users, one every second. */
    public static InMemoryEvents clicks(int count) {
        return new InMemoryEvents(
                CLICKS,
                IntStream.range(0, count)
                        .mapToObj(i -> click("e" + i, "u" + i % 7, START + i * 1000L))
                        .toList());
    }

    public static Event click(String id, String user, long time) {
        return new Event(id, user, time, new Action("click", "item-" + id, null, Map.of()));
    }

    @Override
    public long identity() {
        return list.hashCode();
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
}
