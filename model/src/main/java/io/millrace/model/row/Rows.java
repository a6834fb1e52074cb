package io.millrace.model.row;

/** Births of rows. */
public final class Rows {
    private Rows() {}

    /** The row as it is before its first update: initial weights, slots of zero. A pure function of its arguments. */
    public static Row born(Table table, long seed, long row) {
        Row born = new Row(new float[table.storedWidth()]);
        table.initializer().fill(seed, table.id(), row, born.values, 0, table.width());
        return born;
    }
}
