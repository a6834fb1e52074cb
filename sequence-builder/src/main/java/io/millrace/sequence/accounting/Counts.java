package io.millrace.sequence.accounting;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The counts of one subtask. Only sums over all subtasks mean something: after rescaling, what one subtask had counted
 * up another may count down.
 */
public final class Counts {
    private final long[] values = new long[Count.values().length];
    private final Set<Count> counted;

    /**
     * @param first the first and
     * @param last the last of what this subtask counts
     */
    public Counts(Count first, Count last) {
        this.counted = EnumSet.range(first, last);
    }

    public void add(Count count, long amount) {
        values[count.ordinal()] += amount;
    }

    public long get(Count count) {
        return values[count.ordinal()];
    }

    public Set<Count> counted() {
        return counted;
    }

    public Map<String, Long> toMap() {
        Map<String, Long> map = new HashMap<>();
        counted.forEach(count -> map.put(count.label(), get(count)));
        return map;
    }

    /** Adds what some subtask had counted before; names that are not counted any more are left out. */
    public void addAll(Map<String, Long> earlier) {
        counted.forEach(count -> add(count, earlier.getOrDefault(count.label(), 0L)));
    }
}
