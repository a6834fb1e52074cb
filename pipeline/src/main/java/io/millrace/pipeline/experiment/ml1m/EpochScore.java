package io.millrace.pipeline.experiment.ml1m;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an epoch came to: a row of a run's CSV file.
 *
 * @param epoch from 1
 * @param loss mean while learning, NaN of a model that has none
 * @param tokensPerSecond while learning
 * @param seconds of learning and asking
 * @param validation of the items before the last; {@link Measures#NONE} if they were learnt from
 * @param test of the last items
 */
record EpochScore(int epoch, double loss, double tokensPerSecond, double seconds, Measures validation, Measures test) {
    private static final int NUMBERS = 4;

    /** The columns' names, separated by commas. */
    static String header() {
        return Stream.of(
                        Stream.of("epoch", "loss", "tokens_per_second", "seconds"),
                        Measures.NAMES.stream().map(name -> "validation_" + name),
                        Measures.NAMES.stream().map(name -> "test_" + name))
                .flatMap(names -> names)
                .collect(Collectors.joining(","));
    }

    /** The row; what is not known is empty. */
    String row() {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(epoch));
        Stream.of(Stream.of(loss, tokensPerSecond, seconds), validation.values().stream(), test.values().stream())
                .flatMap(numbers -> numbers)
                .forEach(number -> cells.add(number.isNaN() ? "" : number.toString()));
        return String.join(",", cells);
    }

    /** @throws IllegalArgumentException if the line is no such row */
    static EpochScore parse(String row) {
        String[] cells = row.split(",", -1);
        int measures = Measures.NAMES.size();
        if (cells.length != NUMBERS + 2 * measures) {
            throw new IllegalArgumentException("not a row of " + header());
        }
        List<Double> numbers = Stream.of(cells)
                .map(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                .toList();
        return new EpochScore(
                Integer.parseInt(cells[0]),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                new Measures(numbers.subList(NUMBERS, NUMBERS + measures)),
                new Measures(numbers.subList(NUMBERS + measures, cells.length)));
    }
}
