package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.Agenda;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a user's timeline has to do, and when: in the heap, and on the agenda of a user who has spilt. */
final class Plans {
    /** What a task takes, with its share of the moment that it is at, and each item that is looked at, bytes. */
    private static final int TASK_WEIGHT = 200;

    private static final int LOOKED_AT_WEIGHT = 16;

    private final Agenda agenda;
    /** Those that are not on the agenda. */
    private final TreeMap<Long, List<Task>> tasks = new TreeMap<>();

    private int onAgenda;
    private int weight;

    /** @param onAgenda how many tasks are there */
    Plans(Agenda agenda, int onAgenda) {
        this.agenda = agenda;
        this.onAgenda = onAgenda;
    }

    void add(long time, Task task) {
        tasks.computeIfAbsent(time, t -> new ArrayList<>(1)).add(task);
        weight += weightOf(task);
    }

    /** Adds a look at an item. */
    void look(long time, long item) {
        List<Task> others = tasks.computeIfAbsent(time, t -> new ArrayList<>(1));
        for (Task other : others) {
            if (other instanceof Task.Look look) {
                look.items().add(item);
                weight += LOOKED_AT_WEIGHT;
                return;
            }
        }
        Task first = Task.Look.of(item);
        others.add(first);
        weight += weightOf(first);
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
            others.forEach(task -> weight -= weightOf(task));
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

    /** What the tasks that are not on the agenda take of the heap, bytes: many may be at one moment. */
    int weight() {
        return weight;
    }

    private static int weightOf(Task task) {
        return TASK_WEIGHT
                + (task instanceof Task.Look look
                        ? LOOKED_AT_WEIGHT * look.items().size()
                        : 0);
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            add(in.readVarLong(), Task.read(in));
        }
    }

    /** Writes all there is: of one who has not spilt. */
    void write(BinaryWriter out) {
        int count = 0;
        for (List<Task> due : tasks.values()) {
            count += due.size();
        }
        out.writeVarLong(count);
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
        weight = 0;
    }
}
