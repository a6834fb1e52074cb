package io.millrace.serving.version;

import io.millrace.model.ModelConfig;
import io.millrace.model.PublishedModel;
import io.millrace.model.Recommender;
import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.OutOfVocabulary;
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

    /** Number of places: one for each table, and behind them one for each table's out-of-vocabulary rows. */
    public int places() {
        return 2 * tables.size();
    }

    /** The place of rows that the model topic addresses by the number; {@link TableNumbers#NONE} if there is none. */
    public int place(int number) {
        if (!OutOfVocabulary.is(number)) {
            return numbers.table(number);
        }
        int table = numbers.table(OutOfVocabulary.number(number));
        return table == TableNumbers.NONE ? TableNumbers.NONE : outOfVocabulary(table);
    }

    /** The place of a table's out-of-vocabulary rows; that of its own is its id. */
    public int outOfVocabulary(int table) {
        return tables.size() + table;
    }

    private int number(int place) {
        return place < tables.size() ? numbers.of(place) : OutOfVocabulary.number(numbers.of(place - tables.size()));
    }

    /** Floats of a row at the place. */
    public int width(int place) {
        return tables.get(place % tables.size()).width();
    }

    /** The key group of a row at the place, of so many. */
    public int keyGroup(int place, long row, int keyGroups) {
        return KeyGroups.of(number(place), row, keyGroups);
    }

    /** The id of a table's out-of-vocabulary row in a key group, of so many. */
    public long outOfVocabularyRow(int table, int keyGroup, int keyGroups) {
        return OutOfVocabulary.row(number(outOfVocabulary(table)), keyGroup, keyGroups);
    }

    /** What a row at the place contributes to the digest of its key group. */
    public long contribution(int place, long row, float[] weights) {
        return Digests.contribution(number(place), row, weights, width(place));
    }
}
