package io.millrace.model.epochs;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Every row of a model in this process: the parameter server of someone who trains alone. */
public final class LocalRows {
    private final List<Table> tables;
    private final long seed;
    private final Parameters parameters;
    private final List<Long2ObjectLinkedOpenHashMap<Row>> rows = new ArrayList<>();

    /** Births every block of the dense tensors; rows of embedding tables are born by {@link #add}. */
    public LocalRows(List<Table> tables, long seed) {
        this.tables = tables;
        this.seed = seed;
        this.parameters = new Parameters(tables);
        for (Table table : tables) {
            rows.add(new Long2ObjectLinkedOpenHashMap<>());
            for (int block = 0; block < table.blocks(); block++) {
                add(table.id(), block);
            }
        }
    }

    /** Births a row of an embedding table, unless it is there. */
    public void add(int table, long id) {
        rows.get(table).computeIfAbsent(id, key -> {
            Row row = Rows.born(tables.get(table), seed, key);
            parameters.put(table, key, row.values, 0);
            return row;
        });
    }

    /** Every row as it is now; read only. */
    public Parameters parameters() {
        return parameters;
    }

    /** Lets every row learn for which there is a gradient; each must have been added. */
    public void apply(Gradients gradients) {
        gradients.forEach((id, key, values, offset) -> {
            Table table = tables.get(id);
            Row row = rows.get(id).get(key);
            row.updates++;
            table.optimizer().apply(row.values, table.width(), values, offset, row.updates);
            parameters.put(id, key, row.values, 0);
        });
    }

    /** Writes every row, by table: how many there are, then of each its key, its updates, its weights and slots. */
    void save(DataOutputStream out) throws IOException {
        for (Table table : tables) {
            Long2ObjectLinkedOpenHashMap<Row> ofTable = rows.get(table.id());
            out.writeInt(ofTable.size());
            for (Long2ObjectMap.Entry<Row> entry : ofTable.long2ObjectEntrySet()) {
                out.writeLong(entry.getLongKey());
                out.writeLong(entry.getValue().updates);
                for (float value : entry.getValue().values) {
                    out.writeFloat(value);
                }
            }
        }
    }

    /**
     * Puts saved rows in the place of those that are here.
     *
     * @throws IOException if the bytes end early, or are of other rows
     */
    void restore(DataInputStream in) throws IOException {
        for (Table table : tables) {
            Long2ObjectLinkedOpenHashMap<Row> ofTable = rows.get(table.id());
            int count = in.readInt();
            if (count != ofTable.size()) {
                throw new IOException("table " + table.name() + " has " + ofTable.size() + " rows, saved are " + count);
            }
            for (int i = 0; i < count; i++) {
                long key = in.readLong();
                Row row = ofTable.get(key);
                if (row == null) {
                    throw new IOException("saved is row " + key + ", which table " + table.name() + " does not have");
                }
                restore(row, in);
                parameters.put(table.id(), key, row.values, 0);
            }
        }
    }

    private static void restore(Row row, DataInputStream in) throws IOException {
        row.updates = in.readLong();
        for (int i = 0; i < row.values.length; i++) {
            row.values[i] = in.readFloat();
        }
    }
}
