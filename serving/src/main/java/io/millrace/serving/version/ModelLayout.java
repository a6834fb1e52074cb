package io.millrace.serving.version;

import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.row.Table;
import java.util.List;

/**
 * What a manifest's configuration says about rows.
 *
 * @param config the configuration
 * @param tables every table; a table's id is its index
 * @param items the one whose rows are the items
 */
public record ModelLayout(ModelConfig config, List<Table> tables, Table items) {
    public ModelLayout {
        tables = List.copyOf(tables);
        for (int id = 0; id < tables.size(); id++) {
            if (tables.get(id).id() != id) {
                throw new IllegalArgumentException("table " + tables.get(id).name() + " has id "
                        + tables.get(id).id() + " at index " + id);
            }
        }
    }

    /**
     * The layout that a manifest's configuration describes.
     *
     * @throws IllegalArgumentException if it is not a configuration
     */
    public static ModelLayout parse(String model) {
        ModelConfig config = ModelConfig.parse(model);
        Recommender recommender = new Recommender(config);
        return new ModelLayout(config, recommender.tables(), recommender.itemTable());
    }

    /** Whether rows of so many floats can belong to the table. */
    public boolean fits(int table, int width) {
        return table >= 0 && table < tables.size() && tables.get(table).width() == width;
    }
}
