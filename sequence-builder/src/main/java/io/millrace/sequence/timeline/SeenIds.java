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
    /** Most ids of a stretch that are looked through one by one: a set of as many takes five times the room. */
    private static final int SCANNED = 32;

    private final Logs logs;
    private final Alarm forget;
    private final int most;
    private final List<Stretch> stretches = new ArrayList<>();
    private int size;

    /** The ids of one stretch of time. */
    private static final class Stretch {
        private final long number;
        /** Of those in the store; the others are {@link #added}. */
        private int stored;

        private final LongArrayList added;
        /** All, for those who look for one; null until somebody does and they are not few. */
        private LongSet ids;

        Stretch(long number, int stored, LongArrayList added) {
            this.number = number;
            this.stored = stored;
            this.added = added;
        }

        int size() {
            return stored + added.size();
        }
    }

    /**
     * @param counts how many ids of which stretch are in the store
     * @param forget when a stretch is forgotten
     * @param most ids; beyond, the oldest stretch is forgotten before its time
     */
    SeenIds(Logs logs, TreeMap<Long, Integer> counts, Alarm forget, int most) {
        this.logs = logs;
        this.forget = forget;
        this.most = most;
        counts.forEach((number, count) -> {
            stretches.add(new Stretch(number, count, new LongArrayList(0)));
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
            boolean areFew = stretch.stored == 0 && stretch.added.size() <= SCANNED;
            if (areFew ? stretch.added.contains(id) : idsOf(stretch).contains(id)) {
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
        while (size >= most && stretches.get(0).number < number) {
            forgotten += forgetOldest();
        }
        if (size >= most) {
            return forgotten + 1;
        }
        Stretch stretch = stretch(number);
        stretch.added.add(id);
        if (stretch.ids != null) {
            stretch.ids.add(id);
        }
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
        Stretch stretch = new Stretch(number, 0, new LongArrayList(0));
        stretches.add(at, stretch);
        return stretch;
    }

    private LongSet idsOf(Stretch stretch) {
        if (stretch.ids == null) {
            stretch.ids = new LongOpenHashSet(stretch.added);
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

    /** When the last of them is forgotten, {@link Long#MAX_VALUE} if there is none. */
    long end() {
        return stretches.isEmpty() ? Long.MAX_VALUE : forget.at(stretches.get(stretches.size() - 1).number);
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            Stretch stretch = new Stretch(in.readVarLong(), 0, LongArrayList.wrap(in.readLongs()));
            size += stretch.size();
            stretches.add(stretch);
        }
    }

    /** Writes all there are: of one who has not spilt. */
    void write(BinaryWriter out) {
        out.writeVarLong(stretches.size());
        for (Stretch stretch : stretches) {
            out.writeVarLong(stretch.number).writeLongs(stretch.added.toLongArray());
        }
    }

    /** Adds those to the lists in the store that are not there yet. */
    void flush() {
        for (Stretch stretch : stretches) {
            if (!stretch.added.isEmpty()) {
                if (stretch.stored == 0) {
                    // They stay known without being read.
                    idsOf(stretch);
                }
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
