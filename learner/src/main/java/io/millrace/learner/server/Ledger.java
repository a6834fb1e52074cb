package io.millrace.learner.server;

/** What a key group knows of itself, kept incrementally and carried in its end-of-version mark. */
public final class Ledger {
    /** Live rows. */
    public long rows;

    /** Sum over the live rows of their digest contributions, modulo 2^64, as of the last version cut. */
    public long digest;

    /** Examples audited here since birth. */
    public long appliedExamples;

    /** Sum over them of mix(exampleId), modulo 2^64: independent of their order. */
    public long appliedDigest;

    /** The ledger as four numbers, for storage. */
    public long[] toLongs() {
        return new long[] {rows, digest, appliedExamples, appliedDigest};
    }

    /** The inverse of {@link #toLongs()}; null gives the ledger of an empty key group. */
    public static Ledger of(long[] longs) {
        Ledger ledger = new Ledger();
        if (longs != null) {
            ledger.rows = longs[0];
            ledger.digest = longs[1];
            ledger.appliedExamples = longs[2];
            ledger.appliedDigest = longs[3];
        }
        return ledger;
    }
}
