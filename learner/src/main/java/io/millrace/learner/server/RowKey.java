package io.millrace.learner.server;

/** A row's key: its table's number and its id within the table. */
public record RowKey(int table, long row) implements Comparable<RowKey> {
    @Override
    public int compareTo(RowKey other) {
        int byTable = Integer.compare(table, other.table);
        return byTable != 0 ? byTable : Long.compare(row, other.row);
    }
}
