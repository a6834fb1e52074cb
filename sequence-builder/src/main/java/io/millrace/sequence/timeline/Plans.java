package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.Agenda;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a user's timeline has to do, and when: in the heap, and on the agenda of a user who has spilt. */
final class Plans {
    private final Agenda agenda;
    /** Those that are not on the agenda. */
    private final TreeMap<Long, List<Task>> tasks = new TreeMap<>();

    private int onAgenda;

    /** @param onAgenda how many tasks are there */
    Plans(Agenda agenda, int onAgenda) {
        this.agenda = agenda;
        this.onAgenda = onAgenda;
    }

    void add(long time, Task task) {
        tasks.computeIfAbsent(time, t -> new ArrayList<>(1)).add(task);
    }

    /** Adds a look at an item. */
    void look(long time, long item) {
        List<Task> others = tasks.computeIfAbsent(time, t -> new ArrayList<>(1));
        for (Task other : others) {
            if (other instanceof Task.Look look) {
                look.items().add(item);
                return;
            }
        }
        others.add(Task.Look.of(item));
    }

    /** Removes and returns the tasks of a moment. */
    List<Task> take(long time) {
        List<Task> taken = new ArrayList<>();
        if (onAgenda > 0) {
            agenda.take(time).forEach(bytes -> taken.add(Task.decode(bytes)));
            onAgenda -= taken.size();
        }
        List<Task> others = tasks.remove(time);
        if (others != null) {
            taken.addAll(others);
        }
        return taken;
    }

    /** The first moment of those that the agenda does not know of, {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return tasks.isEmpty() ? Long.MAX_VALUE : tasks.firstKey();
    }

    /** Whether nothing is planned that the agenda does not know of. */
    boolean isEmpty() {
        return tasks.isEmpty();
    }

    int onAgenda() {
        return onAgenda;
    }

    /** At how many moments there is something to do, but for those on the agenda. */
    int size() {
        return tasks.size();
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            add(in.readVarLong(), Task.read(in));
        }
    }

    /** Writes all there is: of one who has not spilt. */
    void write(BinaryWriter out) {
        out.writeVarLong(tasks.values().stream().mapToInt(List::size).sum());
        tasks.forEach((time, due) -> due.forEach(task -> Task.write(task, out.writeVarLong(time))));
    }

    /** Puts all on the agenda. */
    void flush() {
        tasks.forEach((time, due) -> {
            due.forEach(task -> agenda.add(time, Task.encode(task)));
            agenda.wake(time);
            onAgenda += due.size();
        });
        tasks.clear();
    }
}
