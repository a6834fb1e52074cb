package io.millrace.serving.version;

import io.millrace.model.row.Rows;
import io.millrace.schemas.Manifest;
import io.millrace.serving.index.ItemIndex;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** One verified version of the model. Immutable and thread-safe. */
public final class ServedModel {
    private final Manifest manifest;
    private final GroupRows[] groups;
    private final ItemIndex items;
    private final WorkspacePool workspaces;
    private final long activatedAt;

    /**
     * @param groups the rows, by key group
     * @param items the rows of the item table
     * @param activatedAt milliseconds of the follower's clock
     */
    public ServedModel(
            Manifest manifest, GroupRows[] groups, ItemIndex items, WorkspacePool workspaces, long activatedAt) {
        this.manifest = manifest;
        this.groups = groups.clone();
        this.items = items;
        this.workspaces = workspaces;
        this.activatedAt = activatedAt;
    }

    public long lineage() {
        return manifest.getLineage();
    }

    public long version() {
        return manifest.getVersion();
    }

    /** Read only. */
    public Manifest manifest() {
        return manifest;
    }

    public ModelLayout layout() {
        return workspaces.layout();
    }

    public ItemIndex items() {
        return items;
    }

    /** Milliseconds of the follower's clock. */
    public long activatedAt() {
        return activatedAt;
    }

    /** Milliseconds from the writing of this version's manifest until {@code now}: how old an answer is. */
    public long ageMillis(long now) {
        return now - manifest.getCreatedAt();
    }

    /**
     * Milliseconds from the arrival of an event to the activation of the first version that has learnt it, for a sample
     * of the events that this version is the first to have learnt.
     */
    public List<Long> freshnessMillis() {
        return manifest.getArrivals().stream()
                .map(arrival -> activatedAt - arrival)
                .toList();
    }

    /** The weights of the row at the place, read only, or null if this version has no such row. */
    public float[] row(int place, long row) {
        return groups[keyGroup(place, row)].get(place, row);
    }

    /** The key group of a row at the place. */
    public int keyGroup(int place, long row) {
        return layout().keyGroup(place, row, groups.length);
    }

    /** The ids of all rows at the place, ascending. */
    public long[] ids(int place) {
        LongArrayList ids = new LongArrayList();
        for (GroupRows group : groups) {
            ids.addAll(group.ids(place));
        }
        long[] sorted = ids.toLongArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The weights from index 0, read only, that the trainer's server gives for the row: its own; where there is no such row,
     * those of the one that stands in for rows that are not admitted; where there is none either, those of its birth.
     */
    public float[] rowOrStandIn(int table, long row) {
        float[] weights = row(table, row);
        if (weights == null) {
            weights = outOfVocabulary(table, layout().keyGroup(table, row, groups.length));
        }
        return weights != null
                ? weights
                : Rows.born(layout().tables().get(table), layout().config().seed(), row).values;
    }

    private float[] outOfVocabulary(int table, int keyGroup) {
        int place = layout().outOfVocabulary(table);
        return groups[keyGroup].isEmpty(place)
                ? null
                : groups[keyGroup].get(place, layout().outOfVocabularyRow(table, keyGroup, groups.length));
    }

    /** Runs a request with a workspace of its own; the workspace must not outlive the call. */
    public <T> T with(Function<Workspace, T> request) {
        return workspaces.with(this, request);
    }
}
