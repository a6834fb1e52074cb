package io.millrace.sequence.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An agenda in the heap, and the clock that calls for what is due. */
public final class InMemoryAgenda implements Agenda {
    private final Map<Long, List<byte[]>> tasks = new TreeMap<>();
    private final TreeSet<Long> alarms = new TreeSet<>();

    @Override
    public void add(long time, byte[] task) {
        tasks.computeIfAbsent(time, t -> new ArrayList<>()).add(task.clone());
    }

    @Override
    public void wake(long time) {
        alarms.add(time);
    }

    @Override
    public List<byte[]> take(long time) {
        List<byte[]> taken = tasks.remove(time);
        return taken == null ? List.of() : taken;
    }

    /** The earliest alarm at or before {@code time}, taken off; null if there is none. */
    public Long nextUntil(long time) {
        return alarms.isEmpty() || alarms.first() > time ? null : alarms.pollFirst();
    }

    void copyTo(InMemoryAgenda other) {
        tasks.forEach((time, due) -> due.forEach(task -> other.add(time, task)));
        other.alarms.addAll(alarms);
    }

    public boolean isEmpty() {
        return tasks.isEmpty() && alarms.isEmpty();
    }
}
