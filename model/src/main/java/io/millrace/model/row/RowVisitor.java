package io.millrace.model.row;

/** Is told rows, one by one. */
@FunctionalInterface
public interface RowVisitor {
    void visit(int table, long row);
}
