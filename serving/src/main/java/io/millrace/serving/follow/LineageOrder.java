package io.millrace.serving.follow;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.OptionalLong;

/**
 * Which lineage came before which. Lineages are random numbers; what orders them is where they first appear within a
 * partition.
 *
 * <p>One row or mark alone is a rumour: a flipped bit would make a lineage that nobody writes the newest of its partition,
 * and every tombstone to come would be taken for that lineage's. Nothing is lost by waiting for the second record. A
 * version has a row only once and marks end it, so that a tombstone behind one single record of its lineage can end
 * nothing of that lineage. A manifest has a checksum, and is believed at once.
 */
final class LineageOrder {
    private final Int2ObjectOpenHashMap<LongArrayList> partitions = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<LongSet> rumours = new Int2ObjectOpenHashMap<>();

    /** Notes that a row or a mark of the lineage was read from the partition; true if that is why it is in the order now. */
    boolean appear(int partition, long lineage) {
        LongArrayList seen = partitions.get(partition);
        if (seen != null && seen.contains(lineage)) {
            return false;
        }
        LongSet alone = rumours.computeIfAbsent(partition, p -> new LongOpenHashSet());
        return !alone.add(lineage) && announce(partition, lineage);
    }

    /** Notes that a manifest of the lineage was read from the partition; true if that is why it is in the order now. */
    boolean announce(int partition, long lineage) {
        LongSet alone = rumours.get(partition);
        if (alone != null) {
            alone.remove(lineage);
        }
        LongArrayList seen = partitions.computeIfAbsent(partition, p -> new LongArrayList());
        return !seen.contains(lineage) && seen.add(lineage);
    }

    /** The lineage that appeared last in the partition. */
    OptionalLong newest(int partition) {
        LongArrayList seen = partitions.get(partition);
        return seen == null ? OptionalLong.empty() : OptionalLong.of(seen.getLong(seen.size() - 1));
    }

    /**
     * The lineages before this one: in some partition they appeared before it, and in none after it. (After it and
     * before it is what a writer of an old lineage looks like that was not stopped.)
     */
    LongSet before(long lineage) {
        LongOpenHashSet before = new LongOpenHashSet();
        LongOpenHashSet after = new LongOpenHashSet();
        for (LongArrayList seen : partitions.values()) {
            int at = seen.indexOf(lineage);
            if (at >= 0) {
                before.addAll(seen.subList(0, at));
                after.addAll(seen.subList(at + 1, seen.size()));
            }
        }
        before.removeAll(after);
        return before;
    }
}
