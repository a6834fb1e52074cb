package io.millrace.model;

import io.millrace.model.row.Table;
import java.util.List;

/** Numbers for a list of tables: an array for every dense tensor, a pool for every embedding table. */
final class TableStore {
    private final List<Table> tables;
    private final float[][] dense;
    private final RowPool[] pools;

    /** Dense tensors of zeros, no embedding rows. */
    TableStore(List<Table> tables) {
        this.tables = List.copyOf(tables);
        this.dense = new float[tables.size()][];
        this.pools = new RowPool[tables.size()];
        for (Table table : tables) {
            if (table.kind() == Table.Kind.DENSE) {
                dense[table.id()] = new float[table.blocks() * table.width()];
            } else {
                pools[table.id()] = new RowPool(table.width());
            }
        }
    }

    List<Table> tables() {
        return tables;
    }

    Table table(int id) {
        return tables.get(id);
    }

    /** The whole tensor padded to whole blocks, or null for an embedding table. */
    float[] dense(int table) {
        return dense[table];
    }

    /** The rows of an embedding table, or null for a dense tensor. */
    RowPool pool(int table) {
        return pools[table];
    }

    void clearPools() {
        for (RowPool pool : pools) {
            if (pool != null) {
                pool.clear();
            }
        }
    }
}
