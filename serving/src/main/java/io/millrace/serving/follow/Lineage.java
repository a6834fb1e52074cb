package io.millrace.serving.follow;

import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.index.ItemIndexBuilder;
import io.millrace.serving.version.GroupRows;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.WorkspacePool;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The versions of one lineage. Its first manifest fixes the layout and the number of key groups for good. */
final class Lineage {
    /** As many as Flink can have. */
    private static final int MAX_KEY_GROUPS = 1 << 15;

    private final Manifest first;
    private final ModelLayout layout;
    private final WorkspacePool workspaces;
    private final ItemIndexBuilder items;
    private final KeyGroup[] groups;
    private final Homes homes;
    private final Tally tally;
    /** Good versions, newer than the active one, that are not yet complete. */
    private final TreeMap<Long, Manifest> pending = new TreeMap<>();

    private long newest = AssemblyStatus.NONE;
    private Manifest announced;

    Lineage(Manifest first, ModelLayout layout, Tally tally) {
        this.first = first;
        this.layout = layout;
        this.workspaces = new WorkspacePool(layout);
        this.items = new ItemIndexBuilder(layout.items().width());
        this.groups = new KeyGroup[first.getKeyGroups()];
        this.homes = new Homes(groups.length, first.getPartitions());
        for (int g = 0; g < groups.length; g++) {
            groups[g] = new KeyGroup(g, layout);
        }
        this.tally = tally;
    }

    /** What is wrong with a manifest taken by itself, if anything is. */
    static Optional<String> faultOf(Manifest manifest) {
        if (manifest.getKeyGroups() < 1 || manifest.getKeyGroups() > MAX_KEY_GROUPS) {
            return Optional.of("no model has " + manifest.getKeyGroups() + " key groups");
        }
        if (manifest.getPartitions() < 0) {
            return Optional.of("no topic has " + manifest.getPartitions() + " partitions");
        }
        if (Ids.of(manifest.getModel()) != manifest.getSchemaHash()) {
            return Optional.of("the schema hash is not that of the configuration");
        }
        return Optional.empty();
    }

    /** The manifest of its newest version. */
    Manifest announced() {
        return announced;
    }

    long id() {
        return first.getLineage();
    }

    void accept(int partition, ModelRecord record) {
        if (record instanceof ModelRecord.Row row) {
            put(partition, row.table(), row.row(), row.weights());
        } else if (record instanceof ModelRecord.RowTombstone tombstone) {
            remove(partition, tombstone.table(), tombstone.row());
        } else if (record instanceof ModelRecord.GroupEnd end) {
            close(partition, end.mark());
        } else if (record instanceof ModelRecord.VersionManifest manifest) {
            announce(manifest.manifest());
        }
    }

    /** The newest version that is good and complete, if that is newer than the active one; it is then active. */
    Optional<ServedModel> advance(long now) {
        for (long version : List.copyOf(pending.descendingKeySet())) {
            Optional<String> missing = missing(version);
            if (missing.isEmpty()) {
                return Optional.of(activate(version, now));
            }
            tally.explain(version, missing.get());
            if (isLost(version)) {
                pending.remove(version);
                tally.incomplete++;
            }
        }
        forgetWhatNobodyAnnounces();
        return Optional.empty();
    }

    private void put(int partition, int number, long row, float[] weights) {
        int place = layout.place(number);
        if (place != TableNumbers.NONE && layout.width(place) == weights.length) {
            change(partition, place, row, weights);
        } else {
            tally.rejectedRecords++;
        }
    }

    private void change(int partition, int place, long row, float[] weights) {
        int group = layout.keyGroup(place, row, groups.length);
        if (isAtHome(group, partition)) {
            groups[group].put(place, row, weights);
        }
    }

    /**
     * Whether a record of the key group is to be heeded. One from another partition never is where the lineage says how many
     * it has; where it does not, which of two is the right one only the digests can tell.
     */
    private boolean isAtHome(int group, int partition) {
        int home = homes.of(group, partition);
        if (home == partition) {
            return true;
        }
        tally.misplace(group, home, partition);
        return first.getPartitions() == 0;
    }

    /** The end of a row whose table this lineage does not have is meant for readers of an earlier one. */
    private void remove(int partition, int number, long row) {
        int place = layout.place(number);
        if (place != TableNumbers.NONE) {
            change(partition, place, row, GroupRows.REMOVED);
        }
    }

    private void close(int partition, EndOfVersion mark) {
        int group = mark.getKeyGroup();
        if (group < 0 || group >= groups.length) {
            tally.rejectedRecords++;
        } else if (isAtHome(group, partition)) {
            groups[group].close(mark);
        }
    }

    /** Manifests of a lineage rise; one that does not is a repetition. */
    private void announce(Manifest manifest) {
        long version = manifest.getVersion();
        if (version <= newest) {
            return;
        }
        newest = version;
        announced = manifest;
        tally.newest = version;
        tally.manifests++;
        Optional<String> fault = faultOf(manifest).or(() -> contradiction(manifest));
        if (fault.isPresent()) {
            tally.refused++;
            tally.explain(version, "refused, " + fault.get());
        } else if (manifest.getVerdict() == Verdict.HELD) {
            tally.held++;
            tally.explain(version, "held back, " + manifest.getReason());
        } else {
            pending.put(version, manifest);
        }
    }

    private Optional<String> contradiction(Manifest manifest) {
        if (manifest.getSchemaHash() != first.getSchemaHash() || manifest.getKeyGroups() != first.getKeyGroups()) {
            return Optional.of("the configuration changed within the lineage");
        }
        int partitions = manifest.getPartitions();
        if (partitions != 0 && first.getPartitions() != 0 && partitions != first.getPartitions()) {
            return Optional.of("the lineage was published into " + first.getPartitions() + " partitions, and now into "
                    + partitions + ": begin another, with a new name for learner.rollback");
        }
        return Optional.empty();
    }

    /** What the version lacks, if it lacks anything. */
    private Optional<String> missing(long version) {
        for (KeyGroup group : groups) {
            if (!group.has(version)) {
                return Optional.of(group.why(version));
            }
        }
        return Totals.of(groups, version).contradiction(pending.get(version));
    }

    private boolean isLost(long version) {
        boolean has = true;
        for (KeyGroup group : groups) {
            if (group.lost(version)) {
                return true;
            }
            has &= group.has(version);
        }
        // All is there and yet it does not add up: nothing that may come can mend that.
        return has;
    }

    private ServedModel activate(long version, long now) {
        GroupRows[] rows = new GroupRows[groups.length];
        for (int g = 0; g < groups.length; g++) {
            KeyGroup.Snapshot snapshot = groups[g].take(version);
            rows[g] = snapshot.rows();
            snapshot.items().forEach(item -> index(item, snapshot.rows()));
        }
        Manifest manifest = pending.get(version);
        pending.headMap(version, true).clear();
        tally.activate(version);
        return new ServedModel(manifest, rows, items.cut(), workspaces, now);
    }

    /** Versions come to be announced in order: what is not announced by now never will be. */
    private void forgetWhatNobodyAnnounces() {
        for (KeyGroup group : groups) {
            for (long version : group.versions()) {
                if (version <= newest && !pending.containsKey(version)) {
                    group.forget(version);
                }
            }
        }
    }

    private void index(long item, GroupRows rows) {
        float[] weights = rows.get(layout.items().id(), item);
        if (weights == null) {
            items.remove(item);
        } else {
            items.put(item, weights);
        }
    }
}
