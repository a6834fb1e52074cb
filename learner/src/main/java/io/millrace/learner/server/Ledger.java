package io.millrace.learner.server;

import io.millrace.schemas.EndOfVersion;
import java.util.function.ObjLongConsumer;

/** What a key group knows of itself, kept incrementally; the first four go into its end-of-version mark. */
public final class Ledger {
    private static final int SIZE = 9;

    /** Live rows. */
    public long rows;

    /** Sum over the live rows of their digest contributions, modulo 2^64, as of the last version cut. */
    public long digest;

    /** Examples audited here since birth. */
    public long appliedExamples;

    /** Sum over them of mix(exampleId), modulo 2^64: independent of their order. */
    public long appliedDigest;

    /** The greatest event time of a push to one of its rows, milliseconds: what time it is here. */
    public long now = Long.MIN_VALUE;

    /** Rows that were there and expired. */
    public long expired;

    /** Rows that were there and were erased. */
    public long erased;

    /** Gradients that came to a row of a time up to which it was erased. */
    public long erasedLate;

    /** Updates that would have made a row explode. */
    public long refused;

    /** The mark of a version whose key group this is. */
    public EndOfVersion mark(long lineage, long version, int keyGroup) {
        return new EndOfVersion(lineage, version, keyGroup, rows, digest, appliedExamples, appliedDigest);
    }

    /** What happened to rows here since the model began, by the name it is reported under. */
    void counts(ObjLongConsumer<String> names) {
        names.accept("rowsExpired", expired);
        names.accept("rowsErased", erased);
        names.accept("updatesErasedLate", erasedLate);
        names.accept("updatesRefused", refused);
    }

    /** The ledger as numbers, for storage. */
    public long[] toLongs() {
        return new long[] {rows, digest, appliedExamples, appliedDigest, now, expired, erased, erasedLate, refused};
    }

    /** The inverse of {@link #toLongs()}, also of the first four alone; null gives that of an empty key group. */
    public static Ledger of(long[] longs) {
        Ledger ledger = new Ledger();
        if (longs != null) {
            ledger.rows = longs[0];
            ledger.digest = longs[1];
            ledger.appliedExamples = longs[2];
            ledger.appliedDigest = longs[3];
        }
        if (longs != null && longs.length >= SIZE) {
            ledger.now = longs[4];
            ledger.expired = longs[5];
            ledger.erased = longs[6];
            ledger.erasedLate = longs[7];
            ledger.refused = longs[8];
        }
        return ledger;
    }
}
