package io.millrace.model;

import io.millrace.model.row.TableNumbers;
import java.util.List;

/**
 * What a manifest says about the model whose rows it speaks of.
 *
 * @param config the configuration
 * @param numbers of its tables, by which the rows on the model topic are addressed
 */
public record PublishedModel(ModelConfig config, TableNumbers numbers) {
    private static final String NUMBERS = "tables=";

    /** The configuration's text and, if tables are not numbered in order, a line {@code tables=} with their numbers. */
    public String toText() {
        return numbers.areInOrder()
                ? config.toText()
                : config.toText() + NUMBERS + ConfigText.join(numbers.toList()) + "\n";
    }

    /**
     * The inverse of {@link #toText()}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PublishedModel parse(String text) {
        int numbersAt = text.lastIndexOf("\n" + NUMBERS) + 1;
        ModelConfig config = ModelConfig.parse(numbersAt == 0 ? text : text.substring(0, numbersAt));
        int tables = new Recommender(config).tables().size();
        TableNumbers numbers = numbersAt == 0
                ? TableNumbers.inOrder(tables)
                : numbers(text.substring(numbersAt + NUMBERS.length()).strip());
        if (numbers.size() != tables) {
            throw new IllegalArgumentException(numbers.size() + " numbers for " + tables + " tables");
        }
        return new PublishedModel(config, numbers);
    }

    private static TableNumbers numbers(String list) {
        return TableNumbers.of(
                List.of(list.split(",")).stream().map(Integer::valueOf).toList());
    }
}
