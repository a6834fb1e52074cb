package io.millrace.serving.version;

import io.millrace.model.ModelConfig;
import io.millrace.model.PublishedModel;
import io.millrace.model.Recommender;
import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import java.util.List;

/**
 * What a manifest's configuration says about rows.
 *
 * @param config the configuration
 * @param tables every table; a table's id is its index
 * @param items the one whose rows are the items
 * @param numbers of the tables, by which the model topic addresses their rows
 */
public record ModelLayout(ModelConfig config, List<Table> tables, Table items, TableNumbers numbers) {
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
        PublishedModel published = PublishedModel.parse(model);
        Recommender recommender = new Recommender(published.config());
        return new ModelLayout(published.config(), recommender.tables(), recommender.itemTable(), published.numbers());
    }

    /** Whether rows of so many floats can belong to the table with this id, {@link TableNumbers#NONE} among others. */
    public boolean fits(int table, int width) {
        return table >= 0 && table < tables.size() && tables.get(table).width() == width;
    }

    /** The key group of a row of the table with this id, of so many. */
    public int keyGroup(int table, long row, int keyGroups) {
        return KeyGroups.of(numbers.of(table), row, keyGroups);
    }

    /** What a row of the table with this id contributes to the digest of its key group. */
    public long contribution(int table, long row, float[] weights) {
        return Digests.contribution(
                numbers.of(table), row, weights, tables.get(table).width());
    }
}
