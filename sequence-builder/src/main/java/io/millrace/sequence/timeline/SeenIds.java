package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.Logs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ids of the events that a user has sent, for as long as they are remembered. They stand in lists by the stretch of
 * time in which they came, a quarter of the time that they are remembered for: a list is forgotten as a whole, without
 * being looked through.
 */
final class SeenIds {
    /** Most ids of one user; beyond, the oldest stretch is forgotten before its time. */
    static final int LIMIT = 1 << 16;

    private final Logs logs;
    private final Alarm forget;
    private final TreeMap<Long, Integer> counts;
    private final Map<Long, LongSet> ids = new HashMap<>();
    private final Map<Long, LongArrayList> added = new HashMap<>();

    /**
     * @param counts how many ids of which stretch are in the store; changed as ids come and go
     * @param forget when a stretch is forgotten
     */
    SeenIds(Logs logs, TreeMap<Long, Integer> counts, Alarm forget) {
        this.logs = logs;
        this.counts = counts;
        this.forget = forget;
    }

    /** Forgets what need not be remembered any more at {@code now}. */
    void forgetUntil(long now) {
        while (!counts.isEmpty() && forget.at(counts.firstKey()) <= now) {
            forgetOldest();
        }
    }

    private int forgetOldest() {
        Map.Entry<Long, Integer> oldest = counts.pollFirstEntry();
        logs.remove(oldest.getKey());
        ids.remove(oldest.getKey());
        added.remove(oldest.getKey());
        return oldest.getValue();
    }

    boolean contains(long id) {
        for (long stretch : counts.keySet()) {
            if (of(stretch).contains(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Remembers an id.
     *
     * @param since from when on, milliseconds
     * @return how many others had to be forgotten for it
     */
    int add(long id, long since) {
        int forgotten = 0;
        long stretch = forget.stretch(since);
        while (count() >= LIMIT && counts.firstKey() < stretch) {
            forgotten += forgetOldest();
        }
        if (count() >= LIMIT) {
            return forgotten + 1;
        }
        of(stretch).add(id);
        added.computeIfAbsent(stretch, s -> new LongArrayList()).add(id);
        counts.merge(stretch, 1, Integer::sum);
        return forgotten;
    }

    private int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private LongSet of(long stretch) {
        return ids.computeIfAbsent(stretch, s -> {
            LongSet read = new LongOpenHashSet();
            if (counts.containsKey(s)) {
                for (byte[] bytes : logs.get(s)) {
                    BinaryReader in = new BinaryReader(bytes);
                    while (in.hasMore()) {
                        read.add(in.readLong());
                    }
                }
            }
            return read;
        });
    }

    /** Writes back what was added. */
    void flush() {
        added.forEach((stretch, more) -> {
            BinaryWriter out = new BinaryWriter();
            more.forEach(out::writeLong);
            logs.add(stretch, List.of(out.toBytes()));
        });
        added.clear();
    }

    /** How many ids are in the heap. */
    int weight() {
        return ids.values().stream().mapToInt(LongSet::size).sum();
    }
}
