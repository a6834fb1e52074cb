package io.millrace.model.row;

import io.millrace.model.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The tables of a model, numbered in the order in which its parts declare them. */
public final class Layout {
    /** Elements of a dense tensor in one row; a smaller tensor is one row of its own size. */
    public static final int BLOCK = 512;

    private final Optimizer rowOptimizer;
    private final Optimizer denseOptimizer;
    private final List<Table> tables = new ArrayList<>();

    /**
     * @param rowOptimizer of every embedding table
     * @param denseOptimizer of every dense tensor
     */
    public Layout(Optimizer rowOptimizer, Optimizer denseOptimizer) {
        this.rowOptimizer = rowOptimizer;
        this.denseOptimizer = denseOptimizer;
    }

    /** Declares an embedding table and returns its id. */
    public int embedding(String name, int width, Distribution distribution) {
        Initializer initializer = new EmbeddingRows(distribution);
        tables.add(new Table(tables.size(), name, Table.Kind.EMBEDDING, width, 0, 0, initializer, rowOptimizer));
        return tables.size() - 1;
    }

    /** Declares a vector and returns its id; without an element it is a table without a row. */
    public int vector(String name, int elements, Distribution distribution) {
        return dense(name, elements, Table.VECTOR, distribution);
    }

    /** Declares a matrix, stored row by row, and returns its id; without an element it is a table without a row. */
    public int matrix(String name, int rows, int columns, Distribution distribution) {
        return dense(name, rows * columns, columns, distribution);
    }

    private int dense(String name, int elements, int columns, Distribution distribution) {
        int width = Math.max(1, Math.min(BLOCK, elements));
        Initializer initializer = new DenseBlocks(distribution, elements);
        tables.add(new Table(
                tables.size(), name, Table.Kind.DENSE, width, elements, columns, initializer, denseOptimizer));
        return tables.size() - 1;
    }

    /** Every table declared so far, ordered by id; read only. */
    public List<Table> tables() {
        return Collections.unmodifiableList(tables);
    }
}
