package io.millrace.model.float64;

import io.millrace.model.float64.input.Example;
import io.millrace.model.float64.input.Negatives;
import io.millrace.model.float64.input.TokenSequence;
import io.millrace.model.float64.row.Table;
import java.util.Arrays;

/** From the float classes to their float64 twins. */
public final class Twin {
    private Twin() {}

    public static ModelConfig of(io.millrace.model.ModelConfig config) {
        return ModelConfig.parse(config.toText());
    }

    public static Example of(io.millrace.model.input.Example example) {
        return new Example(
                of(example.tokens()),
                example.user(),
                example.requestSeconds(),
                example.features(),
                Arrays.stream(example.dense()).map(Twin::of).toArray(double[][]::new),
                Arrays.stream(example.supervision())
                        .map(s -> new Example.Supervision(s.token(), s.task(), s.label(), s.weight()))
                        .toArray(Example.Supervision[]::new),
                new Negatives(
                        example.negatives().ids(),
                        of(example.negatives().logProbabilities()),
                        of(example.negatives().supervised())),
                example.seed());
    }

    public static TokenSequence of(io.millrace.model.input.TokenSequence tokens) {
        return new TokenSequence(tokens.kinds(), tokens.idOffsets(), tokens.ids(), tokens.seconds(), tokens.statics());
    }

    public static double[] of(float[] values) {
        double[] twin = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            twin[i] = values[i];
        }
        return twin;
    }

    /** Every row that the example reads and every dense tensor, with elements of order one in no pattern. */
    public static Parameters scattered(Recommender recommender, Example example) {
        Parameters parameters = new Parameters(recommender.tables());
        for (Table table : recommender.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                put(parameters, table, block);
            }
        }
        recommender.rowsOf(
                example, (table, row) -> put(parameters, recommender.tables().get(table), row));
        return parameters;
    }

    private static void put(Parameters parameters, Table table, long row) {
        double[] weights = new double[table.width()];
        table.initializer().fill(3, table.id(), row, weights, 0, table.width());
        for (int i = 0; i < weights.length && row * table.width() + i < limit(table); i++) {
            weights[i] += 0.4 * Math.sin(1 + 12.9898 * i + 78.233 * row + 37.719 * table.id());
        }
        parameters.put(table.id(), row, weights, 0);
    }

    private static long limit(Table table) {
        return table.kind() == Table.Kind.DENSE ? table.elements() : Long.MAX_VALUE;
    }

    /** A copy of a row's weights. */
    static double[] row(Parameters parameters, Table table, long row) {
        if (table.kind() == Table.Kind.EMBEDDING) {
            return Arrays.copyOf(parameters.row(table.id(), row), table.width());
        }
        int from = Math.toIntExact(row * table.width());
        return Arrays.copyOfRange(parameters.dense(table.id()), from, from + table.width());
    }
}
