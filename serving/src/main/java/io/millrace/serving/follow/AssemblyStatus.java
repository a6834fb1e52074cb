package io.millrace.serving.follow;

/**
 * How far the assembly of versions is.
 *
 * @param lineage the lineage followed; meaningless before the first manifest
 * @param newest the newest version of the lineage of which a manifest was seen; {@link #NONE} before the first
 * @param active the version activated last, of whichever lineage; {@link #NONE} before the first
 * @param manifests versions of which a manifest was seen
 * @param activated versions activated
 * @param held versions that the learner held back
 * @param refused manifests that contradict themselves or their lineage
 * @param incomplete versions given up, because a key group went past them without matching its digest
 * @param rejectedRecords rows and marks that do not fit the layout
 * @param deadRecords records of lineages that a newer one has replaced
 * @param waitingRecords records held because no manifest of their lineage has come yet; those that stay are of a lineage
 *     that was damaged on its way, or whose job ended early
 * @param misplaced rows, tombstones and marks of a key group that were read from another partition than the first of it: partitions
 *     were added to the topic, or somebody else writes to it. Whether a version is whole, the digests say as ever
 * @param misplacement where the last of these was; empty if there was none in the lineage
 * @param reason why the newest version is not the active one; empty when it is
 */
public record AssemblyStatus(
        long lineage,
        long newest,
        long active,
        long manifests,
        long activated,
        long held,
        long refused,
        long incomplete,
        long rejectedRecords,
        long deadRecords,
        long waitingRecords,
        long misplaced,
        String misplacement,
        String reason) {
    /** Stands for no version. */
    public static final long NONE = -1;

    /** Versions that will never be activated. */
    long setbacks() {
        return held + refused + incomplete;
    }
}
