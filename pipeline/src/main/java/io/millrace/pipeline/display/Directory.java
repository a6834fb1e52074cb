package io.millrace.pipeline.display;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.dataset.ItemNames;
import io.millrace.schemas.Action;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.id.Ids;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** What people call the ids of the inside, learnt from a source as its events go by. Bounded; thread-safe. */
public final class Directory {
    private static final int CAPACITY = 1_000_000;

    private final Map<Long, String> items = new ConcurrentHashMap<>();
    private final Map<Long, String> users = new ConcurrentHashMap<>();
    private volatile ItemNames names = ItemNames.NONE;

    /** The item's name, or its id on the wire, or its hash where neither is known. */
    public String item(long id) {
        String itemId = items.get(id);
        return itemId == null ? '#' + Long.toHexString(id) : names.of(itemId).orElse(itemId);
    }

    /** The user's id on the wire, or its hash. */
    public String user(long id) {
        return users.getOrDefault(id, '#' + Long.toHexString(id));
    }

    /** The same source, with its ids taken down as they pass. */
    public EventSource listenTo(EventSource source) {
        names = source.itemNames();
        return new EventSource() {
            @Override
            public Iterator<Event> events() {
                Iterator<Event> events = source.events();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return events.hasNext();
                    }

                    @Override
                    public Event next() {
                        Event event = events.next();
                        note(event);
                        return event;
                    }
                };
            }

            @Override
            public DatasetProfile profile() {
                return source.profile();
            }

            @Override
            public long identity() {
                return source.identity();
            }

            @Override
            public OptionalLong size() {
                return source.size();
            }

            @Override
            public BadLines badLines() {
                return source.badLines();
            }

            @Override
            public ItemNames itemNames() {
                return source.itemNames();
            }
        };
    }

    private void note(Event event) {
        note(users, event.getUserId());
        if (event.getPayload() instanceof Impression impression) {
            note(items, impression.getItemId());
        } else if (event.getPayload() instanceof Action action) {
            note(items, action.getItemId());
        }
    }

    private static void note(Map<Long, String> known, String name) {
        if (known.size() < CAPACITY) {
            known.putIfAbsent(Ids.of(name), name);
        }
    }
}
