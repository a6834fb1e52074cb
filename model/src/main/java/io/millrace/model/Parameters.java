package io.millrace.model;

import io.millrace.model.row.Table;
import java.util.List;

/** The weights that a forward pass reads: every dense tensor whole, and the embedding rows that were put in. */
public final class Parameters {
    private final TableStore store;
    private long changes;

    /** Dense tensors of zeros, no embedding rows. */
    public Parameters(List<Table> tables) {
        this.store = new TableStore(tables);
    }

    /** Copies one row in: {@code table.width()} floats of {@code weights} from {@code offset}. */
    public void put(int table, long row, float[] weights, int offset) {
        int width = store.table(table).width();
        float[] dense = store.dense(table);
        if (dense == null) {
            System.arraycopy(weights, offset, store.pool(table).findOrAdd(row), 0, width);
        } else {
            System.arraycopy(weights, offset, dense, Math.toIntExact(row * width), width);
            changes++;
        }
    }

    /** Forgets all embedding rows; dense tensors stay until they are put again. */
    public void clearRows() {
        store.clearPools();
    }

    /** How often a dense tensor was put in: as long as it stays, so do they. */
    public long changes() {
        return changes;
    }

    /** The whole dense tensor, row-major, padded to whole blocks; read only. */
    public float[] dense(int table) {
        return store.dense(table);
    }

    /**
     * The array that holds an embedding row from index 0; read only.
     *
     * @throws IllegalStateException if the row was not put in
     */
    public float[] row(int table, long row) {
        float[] array = store.pool(table).find(row);
        if (array == null) {
            throw new IllegalStateException(
                    "row " + row + " of table " + store.table(table).name() + " was not put in");
        }
        return array;
    }
}
