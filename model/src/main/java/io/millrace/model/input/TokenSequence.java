package io.millrace.model.input;

/**
 * The tokens of one user (MATH §1), oldest first, and the static facts added to each of them.
 *
 * @param kinds one of {@link #ITEM}, {@link #ACTION}, {@link #AUXILIARY}, {@link #EVENT} per token; length n
 * @param idOffsets {@code ids[idOffsets[i] .. idOffsets[i+1])} are token i's rows, summed; length n + 1
 * @param ids row ids in the table of the token's kind: one for an item or an auxiliary token, one per action present
 *     for an action token, {@link #NOTHING} where the user did nothing
 * @param seconds token times, seconds since the epoch, non-decreasing; length n
 * @param statics row ids in the static table
 */
public record TokenSequence(byte[] kinds, int[] idOffsets, long[] ids, long[] seconds, long[] statics) {
    public static final byte ITEM = 0;
    public static final byte ACTION = 1;
    public static final byte AUXILIARY = 2;

    /** An item in a series without action tokens: its row predicts the next one. */
    public static final byte EVENT = 3;

    /** The row of the action table that says "nothing". */
    public static final long NOTHING = 0;

    public int length() {
        return kinds.length;
    }

    /** Whether the token is an item, acted on in a token of its own or not. */
    public boolean isItem(int token) {
        return kinds[token] == ITEM || kinds[token] == EVENT;
    }

    /** Row id of the item at an item token. */
    public long item(int token) {
        return ids[idOffsets[token]];
    }
}
