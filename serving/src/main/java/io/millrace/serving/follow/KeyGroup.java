package io.millrace.serving.follow;

import io.millrace.schemas.EndOfVersion;
import io.millrace.serving.version.GroupRows;
import io.millrace.serving.version.ModelLayout;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * The rows of one key group, as far as its partition was read.
 *
 * <p>All of a key group's records are in one partition, so they arrive in the order in which they were written, and a
 * record belongs to the version of the next end-of-version mark. At a mark the rows read so far either are what the mark
 * announces, to the digest, and are kept as this key group's part of the version; or they are not, and the key group
 * goes on: a digest covers all live rows, so a later mark can find it whole again.
 */
final class KeyGroup {
    /** Versions kept of which no manifest has come; beyond that the oldest is forgotten. */
    static final int MAX_IN_FLIGHT = 64;

    /**
     * One key group of one version, verified.
     *
     * @param mark what was announced
     * @param rows what was found
     * @param items ids of the items that changed since the snapshot before it
     */
    record Snapshot(EndOfVersion mark, GroupRows rows, LongSet items) {}

    private final int number;
    private final ModelLayout layout;
    private final TreeMap<Long, Snapshot> snapshots = new TreeMap<>();

    private GroupRows rows;
    private long count;
    private long digest;
    private Long2ObjectOpenHashMap<float[]>[] open;
    private LongSet items = new LongOpenHashSet();
    private long closed = AssemblyStatus.NONE;
    private long faulty = AssemblyStatus.NONE;
    private String fault;

    KeyGroup(int number, ModelLayout layout) {
        this.number = number;
        this.layout = layout;
        this.rows = GroupRows.empty(layout.places());
        this.open = noChanges();
    }

    /** @param weights {@link GroupRows#REMOVED} for a row that is gone */
    void put(int place, long row, float[] weights) {
        if (open[place] == null) {
            open[place] = new Long2ObjectOpenHashMap<>();
        }
        open[place].put(row, weights);
    }

    /**
     * Ends a version. A mark of a version before the last one closed is ignored where the rows are not what it announces:
     * they cannot be told any more. Where they are, what was closed after it is not to be relied on, because versions rise:
     * a mark whose version was damaged, or that nobody should have written, is not believed longer than until then.
     */
    void close(EndOfVersion mark) {
        fold();
        boolean matches = count == mark.getRows() && digest == mark.getDigest();
        if (mark.getVersion() < closed) {
            if (!matches) {
                return;
            }
            List.copyOf(snapshots.tailMap(mark.getVersion(), false).descendingKeySet())
                    .forEach(this::forget);
        }
        closed = mark.getVersion();
        if (matches) {
            keep(mark);
        } else {
            faulty = closed;
            fault = String.format(
                    "key group %d has %d rows with digest %016x where %d with %016x are announced",
                    number, count, digest, mark.getRows(), mark.getDigest());
        }
    }

    /** Whether the rows of the version are there and match. */
    boolean has(long version) {
        return snapshots.containsKey(version);
    }

    /** Whether the version is past and will never be had. */
    boolean lost(long version) {
        return closed > version && !has(version);
    }

    /** Why {@link #has} is false. */
    String why(long version) {
        return faulty == version ? fault : "key group " + number + " has not ended it";
    }

    EndOfVersion mark(long version) {
        return snapshots.get(version).mark();
    }

    /** Takes the version out, which must be there, and with it all that is older; its items become all that changed. */
    Snapshot take(long version) {
        while (snapshots.firstKey() < version) {
            forget(snapshots.firstKey());
        }
        return snapshots.remove(version);
    }

    /** Forgets a version, if it is there; what changed in it is ascribed to the next. */
    void forget(long version) {
        Snapshot forgotten = snapshots.remove(version);
        if (forgotten != null) {
            var next = snapshots.higherEntry(version);
            LongSet heir = next == null ? items : next.getValue().items();
            heir.addAll(forgotten.items());
        }
    }

    /** The versions that are there, ascending. */
    List<Long> versions() {
        return List.copyOf(snapshots.keySet());
    }

    private void keep(EndOfVersion mark) {
        forget(closed);
        snapshots.put(closed, new Snapshot(mark, rows, items));
        items = new LongOpenHashSet();
        if (snapshots.size() > MAX_IN_FLIGHT) {
            forget(snapshots.firstKey());
        }
    }

    private void fold() {
        for (int place = 0; place < open.length; place++) {
            if (open[place] != null) {
                fold(place, open[place]);
            }
        }
        open = noChanges();
    }

    private void fold(int place, Long2ObjectOpenHashMap<float[]> changes) {
        boolean areItems = place == layout.items().id();
        for (Iterator<Long2ObjectMap.Entry<float[]>> each =
                        changes.long2ObjectEntrySet().fastIterator();
                each.hasNext(); ) {
            Long2ObjectMap.Entry<float[]> change = each.next();
            long row = change.getLongKey();
            float[] before = rows.get(place, row);
            float[] after = change.getValue() == GroupRows.REMOVED ? null : change.getValue();
            if (Arrays.equals(before, after)) {
                each.remove();
                continue;
            }
            account(-1, place, row, before);
            account(1, place, row, after);
            if (areItems) {
                items.add(row);
            }
        }
        rows = rows.with(place, changes);
    }

    private void account(int sign, int place, long row, float[] weights) {
        if (weights != null) {
            count += sign;
            digest += sign * layout.contribution(place, row, weights);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Long2ObjectOpenHashMap<float[]>[] noChanges() {
        return new Long2ObjectOpenHashMap[layout.places()];
    }
}
