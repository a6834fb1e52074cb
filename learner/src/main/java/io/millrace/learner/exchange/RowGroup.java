package io.millrace.learner.exchange;

/**
 * Rows that belong to one shard, in the order in which they are asked for.
 *
 * @param shard the shard's subtask
 * @param tables table of each row
 * @param rows id of each row
 * @param floats sum of the widths of their tables
 */
public record RowGroup(int shard, int[] tables, long[] rows, int floats) {
    public int size() {
        return rows.length;
    }
}
