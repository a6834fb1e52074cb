package io.millrace.model.row;

/**
 * What state has to know of a table to read its rows.
 *
 * @param number by which its rows are addressed
 * @param name by which a configuration names it
 * @param kind embedding or dense
 * @param width floats of weights in a row
 * @param elements of a dense tensor; 0 for an embedding table
 * @param columns of a matrix, {@link #UNKNOWN} to releases that did not write them; {@link Table#VECTOR} if it is none
 * @param optimizer what the slots mean
 * @param slots floats of slots in a row
 */
public record StoredTable(
        int number, String name, Table.Kind kind, int width, int elements, int columns, String optimizer, int slots) {
    static final int UNKNOWN = -1;

    static StoredTable of(int number, Table table) {
        return new StoredTable(
                number,
                table.name(),
                table.kind(),
                table.width(),
                table.elements(),
                table.columns(),
                table.optimizer().name(),
                table.optimizer().slots(table.width()));
    }

    /** Whether rows of one have the weights that rows of the other have. */
    boolean hasShapeOf(StoredTable other) {
        return kind == other.kind
                && width == other.width
                && elements == other.elements
                && (columns == other.columns || columns == UNKNOWN || other.columns == UNKNOWN);
    }

    /** Whether rows of one have the slots that rows of the other have. */
    boolean hasSlotsOf(StoredTable other) {
        return slots == other.slots && optimizer.equals(other.optimizer);
    }

    String shape() {
        return kind == Table.Kind.EMBEDDING
                ? "rows of " + width + " weights"
                : elements + " elements" + (columns <= Table.VECTOR ? "" : ", " + columns + " in a row,")
                        + " stored in blocks of " + width;
    }
}
