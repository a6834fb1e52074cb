package io.millrace.model.row;

/**
 * Where the out-of-vocabulary rows of an embedding table lie, which stand in for its rows that are not admitted: one in
 * every key group, so that a row and its stand-in are always in one shard.
 *
 * <p>They have a table number of their own, below -1, so that no id collides with them: -2 - n for the table n. The row of a
 * key group is the smallest non-negative id of that number that lies in it.
 */
public final class OutOfVocabulary {
    private static final int FIRST = -2;

    private OutOfVocabulary() {}

    /** The number under which the stand-ins of a table lie; its own inverse. */
    public static int number(int number) {
        return FIRST - number;
    }

    /** Whether a number is one of stand-ins. */
    public static boolean is(int number) {
        return number <= FIRST;
    }

    /**
     * The id of a key group's stand-in: a search of about {@code keyGroups} steps.
     *
     * @param number of the stand-ins, not of their table
     */
    public static long row(int number, int keyGroup, int keyGroups) {
        long row = 0;
        while (KeyGroups.of(number, row, keyGroups) != keyGroup) {
            row++;
        }
        return row;
    }
}
