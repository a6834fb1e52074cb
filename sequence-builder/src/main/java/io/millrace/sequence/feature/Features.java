package io.millrace.sequence.feature;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;

/**
 * The configured feature fields of an event, each list in its configured order.
 *
 * @param hashes of categories, 0 where absent
 * @param numbers finite, NaN where absent; none at all if it was stored before there were any
 */
public record Features(long[] hashes, float[] numbers) {
    /** Without a number. */
    public static Features of(long... hashes) {
        return new Features(hashes, new float[0]);
    }

    public void write(BinaryWriter out) {
        out.writeLongs(hashes).writeFloats(numbers);
    }

    public static Features read(BinaryReader in) {
        return new Features(in.readLongs(), in.readFloats());
    }

    /** Reads the form from before there were numbers. */
    public static Features readHashes(BinaryReader in) {
        return of(in.readLongs());
    }
}
