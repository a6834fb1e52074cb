package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.Logs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
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
    private final List<Stretch> stretches = new ArrayList<>();
    private int size;

    /** The ids of one stretch of time. */
    private static final class Stretch {
        private final long number;
        /** Of those in the store; the others are {@link #added}. */
        private int stored;

        private final LongArrayList added = new LongArrayList();
        /** Null until it is read. */
        private LongSet ids;

        Stretch(long number, int stored) {
            this.number = number;
            this.stored = stored;
        }

        int size() {
            return stored + added.size();
        }
    }

    /**
     * @param counts how many ids of which stretch are in the store
     * @param forget when a stretch is forgotten
     */
    SeenIds(Logs logs, TreeMap<Long, Integer> counts, Alarm forget) {
        this.logs = logs;
        this.forget = forget;
        counts.forEach((number, count) -> {
            stretches.add(new Stretch(number, count));
            size += count;
        });
    }

    /** How many ids of which stretch there are. */
    TreeMap<Long, Integer> counts() {
        TreeMap<Long, Integer> counts = new TreeMap<>();
        stretches.forEach(stretch -> counts.put(stretch.number, stretch.size()));
        return counts;
    }

    boolean isEmpty() {
        return stretches.isEmpty();
    }

    /** Forgets what need not be remembered any more at {@code now}. */
    void forgetUntil(long now) {
        while (!stretches.isEmpty() && forget.at(stretches.get(0).number) <= now) {
            forgetOldest();
        }
    }

    private int forgetOldest() {
        Stretch oldest = stretches.remove(0);
        if (oldest.stored > 0) {
            logs.remove(oldest.number);
        }
        size -= oldest.size();
        return oldest.size();
    }

    boolean contains(long id) {
        for (Stretch stretch : stretches) {
            if (idsOf(stretch).contains(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Remembers an id.
     *
     * @param since from when on, milliseconds
     * @return how many others had to be forgotten for it, or 1 if it is the one
     */
    int add(long id, long since) {
        long number = forget.stretch(since);
        int forgotten = 0;
        while (size >= LIMIT && stretches.get(0).number < number) {
            forgotten += forgetOldest();
        }
        if (size >= LIMIT) {
            return forgotten + 1;
        }
        Stretch stretch = stretch(number);
        idsOf(stretch).add(id);
        stretch.added.add(id);
        size++;
        return forgotten;
    }

    private Stretch stretch(long number) {
        int at = stretches.size();
        while (at > 0 && stretches.get(at - 1).number > number) {
            at--;
        }
        if (at > 0 && stretches.get(at - 1).number == number) {
            return stretches.get(at - 1);
        }
        Stretch stretch = new Stretch(number, 0);
        stretches.add(at, stretch);
        return stretch;
    }

    private LongSet idsOf(Stretch stretch) {
        if (stretch.ids == null) {
            stretch.ids = new LongOpenHashSet();
            List<byte[]> lists = stretch.stored == 0 ? List.of() : logs.get(stretch.number);
            for (byte[] bytes : lists) {
                BinaryReader in = new BinaryReader(bytes);
                while (in.hasMore()) {
                    stretch.ids.add(in.readLong());
                }
            }
        }
        return stretch.ids;
    }

    /** Writes back what was added. */
    void flush() {
        for (Stretch stretch : stretches) {
            if (!stretch.added.isEmpty()) {
                BinaryWriter out = new BinaryWriter();
                stretch.added.forEach(out::writeLong);
                logs.add(stretch.number, List.of(out.toBytes()));
                stretch.stored += stretch.added.size();
                stretch.added.clear();
            }
        }
    }

    /** How many ids there are, in the heap if they have been looked at. */
    int size() {
        return size;
    }
}
