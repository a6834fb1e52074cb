package io.millrace.serving.follow;

import io.millrace.schemas.Manifest;

/** What the assembly counts, and the reason that the newest version it knows of gives for not being active. */
final class Tally {
    long lineage;
    long newest = AssemblyStatus.NONE;
    long active = AssemblyStatus.NONE;
    long manifests;
    long activated;
    long held;
    long refused;
    long incomplete;
    long rejectedRecords;
    long deadRecords;
    long waitingRecords;
    long misplaced;

    private String misplacement = "";
    private String reason = "no manifest yet";
    private long reasonOf = AssemblyStatus.NONE;

    /** A new lineage begins; what was active stays so until the lineage brings something better. */
    void begin(long newLineage) {
        lineage = newLineage;
        newest = AssemblyStatus.NONE;
        reasonOf = AssemblyStatus.NONE;
        misplacement = "";
    }

    /** Explains why a version is not active, unless a newer one has already explained itself. */
    void explain(long version, String why) {
        if (version >= reasonOf) {
            reasonOf = version;
            reason = "version " + version + ": " + why;
        }
    }

    /** Explains why a lineage is not followed; what was known of the one that is explains less. */
    void holdSuccessor(Manifest manifest) {
        manifests++;
        held++;
        reasonOf = newest + 1;
        reason = "version " + manifest.getVersion() + " of lineage " + manifest.getLineage() + ": held back, "
                + manifest.getReason();
    }

    /** Notes a row, tombstone or mark that came from another partition than its key group's. */
    void misplace(int keyGroup, int home, int partition) {
        misplaced++;
        misplacement = "key group " + keyGroup + " is in partition " + home + " and in " + partition
                + ": were partitions added to the topic, or does somebody else write to it?";
    }

    void activate(long version) {
        active = version;
        activated++;
        if (version >= reasonOf) {
            reasonOf = version;
            reason = "";
        }
    }

    AssemblyStatus status() {
        return new AssemblyStatus(
                lineage,
                newest,
                active,
                manifests,
                activated,
                held,
                refused,
                incomplete,
                rejectedRecords,
                deadRecords,
                waitingRecords,
                misplaced,
                misplacement,
                reason.isEmpty() || misplacement.isEmpty() ? reason : reason + "; " + misplacement);
    }
}
