package io.millrace.model.row;

/** Births of rows. */
public final class Rows {
    private Rows() {}

    /** The row as it is before its first update: initial weights, slots of zero. A pure function of its arguments. */
    public static Row born(Table table, long seed, long row) {
        return born(table, table.id(), seed, row);
    }

    /** An {@link OutOfVocabulary} row as it is before its first update: a stream of its own, not that of an id. */
    public static Row bornOutOfVocabulary(Table table, long seed, long row) {
        return born(table, OutOfVocabulary.number(table.id()), seed, row);
    }

    private static Row born(Table table, int stream, long seed, long row) {
        Row born = new Row(new float[table.storedWidth()]);
        table.initializer().fill(seed, stream, row, born.values, 0, table.width());
        return born;
    }
}
