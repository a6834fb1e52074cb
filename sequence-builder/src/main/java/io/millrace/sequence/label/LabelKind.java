package io.millrace.sequence.label;

/** What a label of an exposure is of its task; of each kind there is at most one. The ordinals are stored. */
public enum LabelKind {
    /** What came of it in the end, and what predictions are judged by. */
    FINAL,
    /** 0: no conversion came in the short window. It may still come. */
    NEGATIVE,
    /** 1: the first conversion, whether it came in the short window or later. */
    POSITIVE,
    /** Of the auxiliary task for p_dp: whether the conversion came after the short window. */
    DELAYED,
    /** Of the auxiliary task for p_rn: whether none came, if none came in the short window. */
    REAL_NEGATIVE
}
