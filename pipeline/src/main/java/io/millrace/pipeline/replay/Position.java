package io.millrace.pipeline.replay;

import java.nio.ByteBuffer;

/**
 * Where a record stands in a replay; every record carries it in a header.
 *
 * @param source identity of the source
 * @param index of the event in the source, from 0
 * @param partitions of the topic when it was sent: with another number the user would be in another partition
 */
record Position(long source, long index, int partitions) {
    static final String HEADER = "millrace-replay";

    private static final byte VERSION = 1;
    private static final int LENGTH = 1 + 8 + 8 + 4;

    /** Version, source, index, partitions; big endian. */
    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(source)
                .putLong(index)
                .putInt(partitions)
                .array();
    }

    /** @throws ReplayException if a later version of this program wrote it, or something else */
    static Position decode(byte[] bytes) {
        if (bytes.length != LENGTH || bytes[0] != VERSION) {
            throw new ReplayException("The topic has records of a replay that this version does not understand:"
                    + " replay with the version that wrote them, or into another topic.");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        return new Position(buffer.getLong(), buffer.getLong(), buffer.getInt());
    }
}
