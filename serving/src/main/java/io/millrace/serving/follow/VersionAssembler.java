package io.millrace.serving.follow;

import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Puts versions together from the records of the model topic, and lets out only what is complete.
 *
 * <p>It relies on this order and on no other: within a partition, records arrive as they were written; a key group
 * writes to one partition; manifests are written to one partition, in the order of their versions. Partitions may be
 * read in any interleaving, from their beginning, compacted or not, and any record may come again.
 *
 * <p>A version is let out when its manifest is good and consistent and every key group's rows match the digest of its
 * end-of-version mark. Within a lineage versions only rise. A lineage is followed from its first good manifest on; that
 * ends the one followed before, whose last version stays in use until the new one has a complete version. One that begins
 * within a hold has published nothing yet, and ends nothing: who starts to follow then needs the one before it. Records of
 * a lineage without a manifest wait, because neither its layout nor its number of key groups is known yet.
 *
 * <p>Not thread-safe.
 */
public final class VersionAssembler {
    /** A record that came before its lineage was known. */
    private record Early(int partition, ModelRecord record) {}

    private final Function<String, ModelLayout> layouts;
    private final Tally tally = new Tally();
    private final LineageOrder order = new LineageOrder();
    private final LongOpenHashSet dead = new LongOpenHashSet();
    private final Long2ObjectOpenHashMap<List<Early>> waiting = new Long2ObjectOpenHashMap<>();
    private Lineage followed;
    /** The newest of a lineage that is held from its beginning, after the one that is followed; null for none. */
    private Manifest successor;

    /**
     * @param layouts the layout of a manifest's configuration; throws IllegalArgumentException if it is not one
     */
    public VersionAssembler(Function<String, ModelLayout> layouts) {
        this.layouts = layouts;
    }

    /** Takes the next record of a partition. */
    public void accept(int partition, ModelRecord record) {
        OptionalLong owner = lineageOf(partition, record);
        if (owner.isEmpty()) {
            return;
        }
        long lineage = owner.getAsLong();
        if (appears(partition, lineage, record) && isFollowed(lineage)) {
            bury(order.before(lineage));
        }
        if (dead.contains(lineage)) {
            tally.deadRecords++;
        } else if (isFollowed(lineage)) {
            followed.accept(partition, record);
            if (record instanceof ModelRecord.VersionManifest) {
                successor = null;
            }
        } else if (record instanceof ModelRecord.VersionManifest manifest) {
            if (followed != null && manifest.manifest().getVerdict() == Verdict.HELD) {
                successor = manifest.manifest();
                tally.holdSuccessor(successor);
            } else {
                found(partition, manifest);
            }
        } else {
            waiting.computeIfAbsent(lineage, id -> new ArrayList<>()).add(new Early(partition, record));
            tally.waitingRecords++;
        }
    }

    /**
     * The newest version that has become complete since the last call and is newer than what was let out before.
     *
     * @param now milliseconds; the activation time of what is returned
     */
    public Optional<ServedModel> advance(long now) {
        return followed == null ? Optional.empty() : followed.advance(now);
    }

    /** The manifest of the newest version, of the lineage that is followed or of one that is held; null before the first. */
    Manifest announced() {
        if (successor != null) {
            return successor;
        }
        return followed == null ? null : followed.announced();
    }

    public AssemblyStatus status() {
        return tally.status();
    }

    /** A tombstone belongs to the newest lineage of its partition; before any, there is no row that it could end. */
    private OptionalLong lineageOf(int partition, ModelRecord record) {
        if (record instanceof ModelRecord.Row row) {
            return OptionalLong.of(row.lineage());
        } else if (record instanceof ModelRecord.GroupEnd end) {
            return OptionalLong.of(end.mark().getLineage());
        } else if (record instanceof ModelRecord.VersionManifest manifest) {
            return OptionalLong.of(manifest.manifest().getLineage());
        }
        return order.newest(partition);
    }

    private boolean appears(int partition, long lineage, ModelRecord record) {
        return record instanceof ModelRecord.VersionManifest
                ? order.announce(partition, lineage)
                : order.appear(partition, lineage);
    }

    private boolean isFollowed(long lineage) {
        return followed != null && followed.id() == lineage;
    }

    private void found(int partition, ModelRecord.VersionManifest record) {
        Manifest manifest = record.manifest();
        ModelLayout layout;
        try {
            layout = layoutOf(manifest);
        } catch (IllegalArgumentException e) {
            tally.refused++;
            tally.explain(manifest.getVersion(), "refused, " + e.getMessage());
            return;
        }
        if (followed != null) {
            dead.add(followed.id());
        }
        tally.begin(manifest.getLineage());
        followed = new Lineage(manifest, layout, tally);
        successor = null;
        bury(order.before(followed.id()));
        for (Early early : takeWaiting(followed.id())) {
            followed.accept(early.partition(), early.record());
        }
        followed.accept(partition, record);
    }

    private ModelLayout layoutOf(Manifest manifest) {
        Lineage.faultOf(manifest).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        return layouts.apply(manifest.getModel());
    }

    private void bury(Iterable<Long> lineages) {
        for (long lineage : lineages) {
            dead.add(lineage);
            takeWaiting(lineage);
        }
    }

    private List<Early> takeWaiting(long lineage) {
        List<Early> early = waiting.remove(lineage);
        if (early == null) {
            return List.of();
        }
        tally.waitingRecords -= early.size();
        return early;
    }
}
