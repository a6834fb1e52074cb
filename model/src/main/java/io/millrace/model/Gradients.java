package io.millrace.model;

import io.millrace.model.row.Table;
import java.util.Arrays;
import java.util.List;

/** Gradients of one step, accumulated by table and row. */
public final class Gradients {
    /** Is told the gradient of one row: {@code width} floats of {@code values} from {@code offset}. */
    @FunctionalInterface
    public interface Visitor {
        void visit(int table, long row, float[] values, int offset);
    }

    private final TableStore store;

    /** All zero, no embedding rows. */
    public Gradients(List<Table> tables) {
        this.store = new TableStore(tables);
    }

    /** The accumulator of a whole dense tensor, row-major, padded to whole blocks. */
    public float[] dense(int table) {
        return store.dense(table);
    }

    /** The accumulator of an embedding row, zero when it is first asked for. */
    public float[] row(int table, long row) {
        return store.pool(table).findOrAdd(row);
    }

    /**
     * Visits every block of every dense tensor and every embedding row that was asked for, ordered by table and, within
     * a table, by block or by when the row was first asked for.
     */
    public void forEach(Visitor visitor) {
        for (Table table : store.tables()) {
            if (table.kind() == Table.Kind.DENSE) {
                forEachBlock(table, visitor);
            } else {
                forEachRow(table, visitor);
            }
        }
    }

    /** The same for embedding rows alone. */
    public void forEachEmbeddingRow(Visitor visitor) {
        for (Table table : store.tables()) {
            if (table.kind() == Table.Kind.EMBEDDING) {
                forEachRow(table, visitor);
            }
        }
    }

    private void forEachBlock(Table table, Visitor visitor) {
        for (int block = 0; block < table.blocks(); block++) {
            visitor.visit(table.id(), block, store.dense(table.id()), block * table.width());
        }
    }

    private void forEachRow(Table table, Visitor visitor) {
        RowPool pool = store.pool(table.id());
        for (int i = 0; i < pool.size(); i++) {
            visitor.visit(table.id(), pool.id(i), pool.array(i), 0);
        }
    }

    /**
     * The Euclidean norm over everything accumulated, summed in double precision so that squares of large floats do not
     * overflow; not finite if any element is not.
     */
    public double norm() {
        double[] sum = {0};
        forEach((table, row, values, offset) ->
                sum[0] += sumOfSquares(values, offset, store.table(table).width()));
        return Math.sqrt(sum[0]);
    }

    /** In four chains, because one addition would have to wait for the other. */
    private static double sumOfSquares(float[] values, int offset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = offset + length;
        int i = offset;
        for (; i + 4 <= end; i += 4) {
            s0 += square(values[i]);
            s1 += square(values[i + 1]);
            s2 += square(values[i + 2]);
            s3 += square(values[i + 3]);
        }
        for (; i < end; i++) {
            s0 += square(values[i]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Multiplies everything accumulated. */
    public void scale(float factor) {
        forEach((table, row, values, offset) -> {
            int end = offset + store.table(table).width();
            for (int i = offset; i < end; i++) {
                values[i] *= factor;
            }
        });
    }

    /** Back to zero and to no rows. */
    public void clear() {
        for (Table table : store.tables()) {
            if (table.kind() == Table.Kind.DENSE) {
                Arrays.fill(store.dense(table.id()), 0);
            }
        }
        store.clearPools();
    }
}
