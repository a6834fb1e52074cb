package io.millrace.model.sampling;

import io.millrace.schemas.id.Ids;

/** Random numbers as a function of seed and index. */
final class Draws {
    private Draws() {}

    /** In [0, bound), each alike but for a share of bound · 2⁻⁶⁴. */
    static long below(long bound, long seed, long index) {
        return Long.remainderUnsigned(Ids.mix(seed + index), bound);
    }
}
