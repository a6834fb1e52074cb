package io.millrace.serving.follow;

/**
 * In which partition each key group of a lineage is. Manifests say into how many partitions it is published; where they do
 * not, as those of earlier releases, a key group is taken to be where it was first read.
 */
final class Homes {
    private static final int NOWHERE = -1;

    private final int[] homes;

    /** @param partitions 0 where they are not known */
    Homes(int keyGroups, int partitions) {
        this.homes = new int[keyGroups];
        for (int group = 0; group < keyGroups; group++) {
            homes[group] = partitions == 0 ? NOWHERE : group % partitions;
        }
    }

    /** The partition of the key group, which is the one that it is read from if it has none yet. */
    int of(int keyGroup, int readFrom) {
        if (homes[keyGroup] == NOWHERE) {
            homes[keyGroup] = readFrom;
        }
        return homes[keyGroup];
    }
}
