package io.millrace.sequence.timeline;

import io.millrace.sequence.intake.AcceptedEvent;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** Events of all users that wait for the watermark, in the heap. */
public final class WaitingEvents {
    private final PriorityQueue<AcceptedEvent> queue = new PriorityQueue<>(AcceptedEvent.ORDER);
    private final Long2ObjectMap<List<AcceptedEvent>> due = new Long2ObjectLinkedOpenHashMap<>();
    private long now = Long.MIN_VALUE;

    /** Takes what is due for a user at a moment. */
    @FunctionalInterface
    public interface Player {
        /** @param events in no particular order */
        void onTime(long user, long time, List<AcceptedEvent> events);
    }

    public void add(AcceptedEvent event) {
        queue.add(event);
    }

    public int size() {
        return queue.size();
    }

    /** Removes and returns all but the {@code most} whose time comes first. */
    public List<AcceptedEvent> takeBeyond(int most) {
        if (queue.size() <= most) {
            return List.of();
        }
        List<AcceptedEvent> first = new ArrayList<>(most);
        while (first.size() < most) {
            first.add(queue.poll());
        }
        List<AcceptedEvent> beyond = new ArrayList<>(queue);
        queue.clear();
        queue.addAll(first);
        return beyond;
    }

    /** All that wait, in no particular order. */
    public Collection<AcceptedEvent> all() {
        return queue;
    }

    /**
     * Plays the events up to {@code watermark}, moment by moment: first the alarms up to that moment go off, then its
     * events take effect. Whoever plays an alarm of that very moment takes the events of its user with {@link #dueFor}.
     *
     * @param alarms sets off all alarms up to and including the given time
     */
    public void playUntil(long watermark, LongConsumer alarms, Player player) {
        while (!queue.isEmpty() && queue.peek().time() <= watermark) {
            now = queue.peek().time();
            while (!queue.isEmpty() && queue.peek().time() == now) {
                AcceptedEvent event = queue.poll();
                due.computeIfAbsent(event.user(), user -> new ArrayList<>(1)).add(event);
            }
            alarms.accept(now);
            due.forEach((user, events) -> player.onTime(user, now, events));
            due.clear();
        }
    }

    /** Takes the events of a user that take effect at {@code time}, the moment being played. */
    public List<AcceptedEvent> dueFor(long user, long time) {
        List<AcceptedEvent> events = time == now ? due.remove(user) : null;
        return events == null ? List.of() : events;
    }
}
