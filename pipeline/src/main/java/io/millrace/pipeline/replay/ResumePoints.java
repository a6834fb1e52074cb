package io.millrace.pipeline.replay;

import java.util.Arrays;

/**
 * How far an earlier replay of the same source has come, by partition.
 *
 * <p>Relies on this: the records of a replay stand in each partition in the order of the source and without gaps. So an
 * event is on the topic exactly if its index is not greater than the last index of its partition.
 */
final class ResumePoints {
    private static final long NOTHING = -1;

    private final long source;
    private final long[] lastIndex;

    ResumePoints(long source, int partitions) {
        this.source = source;
        this.lastIndex = new long[partitions];
        Arrays.fill(lastIndex, NOTHING);
    }

    int partitions() {
        return lastIndex.length;
    }

    /**
     * Notes a record of the topic; the records of a partition come in its order.
     *
     * @throws ReplayException if the topic had another number of partitions then
     */
    void note(int partition, Position position) {
        if (position.source() != source) {
            return;
        }
        if (position.partitions() != lastIndex.length) {
            throw new ReplayException("The topic had " + position.partitions()
                    + " partitions when this source was replayed" + " into it, and has " + lastIndex.length
                    + " now, so that users have moved: replay into a new topic.");
        }
        lastIndex[partition] = position.index();
    }

    /** Whether a record of the source was found in the partition. */
    boolean isKnown(int partition) {
        return lastIndex[partition] != NOTHING;
    }

    /** Whether a record of the source was found anywhere. */
    boolean isResumed() {
        return Arrays.stream(lastIndex).anyMatch(index -> index != NOTHING);
    }

    /** Whether the event at {@code index}, which belongs into {@code partition}, is on the topic. */
    boolean isDone(int partition, long index) {
        return index <= lastIndex[partition];
    }
}
