package io.millrace.model;

import io.millrace.model.row.Table;
import java.util.List;

/** The weights that a forward pass reads: every dense tensor whole, and the embedding rows that were put in. */
public final class Parameters {
    public Parameters(List<Table> tables) {
        throw new UnsupportedOperationException();
    }

    /** Copies one row in: {@code table.width()} floats of {@code weights} from {@code offset}. */
    public void put(int table, long row, float[] weights, int offset) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all embedding rows; dense tensors stay until they are put again. */
    public void clearRows() {
        throw new UnsupportedOperationException();
    }

    /** The whole dense tensor, row-major, at least {@code elements} long; read only. */
    public float[] dense(int table) {
        throw new UnsupportedOperationException();
    }

    /**
     * The array that holds an embedding row from index 0; read only.
     *
     * @throws IllegalStateException if the row was not put in
     */
    public float[] row(int table, long row) {
        throw new UnsupportedOperationException();
    }
}
