package io.millrace.model;

import io.millrace.model.row.Table;
import java.util.List;

/** Gradients of one step, accumulated by table and row. */
public final class Gradients {
    /** Is told the gradient of one row: {@code width} floats of {@code values} from {@code offset}. */
    @FunctionalInterface
    public interface Visitor {
        void visit(int table, long row, float[] values, int offset);
    }

    public Gradients(List<Table> tables) {
        throw new UnsupportedOperationException();
    }

    /** The accumulator of a whole dense tensor, row-major, padded to whole blocks. */
    public float[] dense(int table) {
        throw new UnsupportedOperationException();
    }

    /** The accumulator of an embedding row, zero when it is first asked for. */
    public float[] row(int table, long row) {
        throw new UnsupportedOperationException();
    }

    /**
     * Visits every block of every dense tensor and every embedding row that was asked for, ordered by table and, within
     * a table, by block or by when the row was first asked for.
     */
    public void forEach(Visitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** The Euclidean norm over everything accumulated; not finite if any element is not. */
    public double norm() {
        throw new UnsupportedOperationException();
    }

    /** Multiplies everything accumulated. */
    public void scale(float factor) {
        throw new UnsupportedOperationException();
    }

    /** Back to zero and to no rows. */
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
