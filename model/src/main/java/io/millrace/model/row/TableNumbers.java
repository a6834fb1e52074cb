package io.millrace.model.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The numbers by which rows are addressed where they outlive a configuration: in state, on the model topic, in digests
 * and in the choice of a key group. A table's id is its place in the configured layout and moves when a table is added
 * before it; its number stays. Of a model whose layout never changed they are the same.
 */
public final class TableNumbers implements Serializable {
    /** Instead of an id, where no table has the number. */
    public static final int NONE = -1;

    private final int[] numbers;
    private final int[] tables;

    private TableNumbers(int[] numbers) {
        this.numbers = numbers;
        this.tables = new int[1 + IntStream.of(numbers).max().orElse(-1)];
        Arrays.fill(tables, NONE);
        for (int table = 0; table < numbers.length; table++) {
            if (tables[numbers[table]] != NONE) {
                throw new IllegalArgumentException("two tables have the number " + numbers[table]);
            }
            tables[numbers[table]] = table;
        }
    }

    /** Those of a layout that never changed. */
    public static TableNumbers inOrder(int tables) {
        return new TableNumbers(IntStream.range(0, tables).toArray());
    }

    /**
     * @param numbers by table id
     * @throws IllegalArgumentException if one is negative or there twice
     */
    public static TableNumbers of(List<Integer> numbers) {
        if (numbers.stream().anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("numbers of tables are not negative: " + numbers);
        }
        return new TableNumbers(numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The number of the table with this id. */
    public int of(int table) {
        return numbers[table];
    }

    /** The id of the table with this number, or {@link #NONE}. */
    public int table(int number) {
        return number >= 0 && number < tables.length ? tables[number] : NONE;
    }

    /** Number of tables. */
    public int size() {
        return numbers.length;
    }

    /** Whether every table's number is its id. */
    public boolean areInOrder() {
        return equals(inOrder(numbers.length));
    }

    /** By table id. */
    public List<Integer> toList() {
        return IntStream.of(numbers).boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableNumbers that && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return Arrays.toString(numbers);
    }
}
