package io.millrace.model.row;

import io.millrace.model.optimizer.Optimizer;

/**
 * A table of the model: rows of one width under one optimiser. An embedding table has a row for every id ever touched;
 * a dense tensor is cut, in row-major order, into blocks of {@code width} floats, the last one padded with zeros.
 *
 * @param id the table's number in the layout, the same for everyone with the same configuration
 * @param name for people: {@code item}, {@code hstu.0.W}, ...
 * @param kind embedding or dense
 * @param width floats of weights in a row
 * @param elements number of elements of a dense tensor; 0 for an embedding table
 * @param columns of them in a row of a matrix; {@link #VECTOR} if it is none
 * @param initializer how a row is born
 * @param optimizer how a row learns
 */
public record Table(
        int id,
        String name,
        Kind kind,
        int width,
        int elements,
        int columns,
        Initializer initializer,
        Optimizer optimizer) {
    /** The columns of what is no matrix. */
    public static final int VECTOR = 0;

    /** What the rows of a table are. */
    public enum Kind {
        EMBEDDING,
        DENSE
    }

    /** Number of rows of a dense tensor; 0 for an embedding table, whose rows are not known in advance. */
    public int blocks() {
        return (elements + width - 1) / width;
    }

    /** Floats of a stored row: weights and, behind them, the optimiser's slots. */
    public int storedWidth() {
        return width + optimizer.slots(width);
    }
}
