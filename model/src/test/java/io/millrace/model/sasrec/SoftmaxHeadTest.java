package io.millrace.model.sasrec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.HstuSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.sequence.LayerCache;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head against its definition, written down in double precision. */
class SoftmaxHeadTest {
    private static final int KEY_WIDTH = 5;
    private static final int VALUE_WIDTH = 3;
    private static final float TOLERANCE = 1e-5f;

    private final SoftmaxHead head = new SoftmaxHead(KEY_WIDTH);
    private final LayerCache.Head cache =
            new LayerCache(new HstuSizes(4, 1, 1, KEY_WIDTH, VALUE_WIDTH, 200, 0)).head(0);

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1, 3", "5, 0", "6, 1", "7, 2", "16, 5", "17, 6", "31, 7", "37, 0", "97, 4", "128, 16"})
    void shouldBeItsDefinition(int history, int candidates) {
        SplittableRandom random = new SplittableRandom(history);
        int rows = history + candidates;
        Matrix queries = random(rows, KEY_WIDTH, random);
        Matrix keys = random(rows, KEY_WIDTH, random);
        Matrix values = random(rows, VALUE_WIDTH, random);
        Matrix output = forward(history, queries, keys, values);
        for (int row = 0; row < rows; row++) {
            double[] weights = weights(queries, keys, row, history);
            for (int c = 0; c < VALUE_WIDTH; c++) {
                double expected = 0;
                for (int j = 0; j < rows; j++) {
                    expected += weights[j] * values.get(j, c);
                }
                assertThat((double) output.get(row, c)).isCloseTo(expected, within((double) TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 16, 17, 31, 37, 97})
    void shouldHaveTheGradientOfItsDefinition(int tokens) {
        SplittableRandom random = new SplittableRandom(tokens);
        Matrix queries = random(tokens, KEY_WIDTH, random);
        Matrix keys = random(tokens, KEY_WIDTH, random);
        Matrix values = random(tokens, VALUE_WIDTH, random);
        Matrix dOutput = random(tokens, VALUE_WIDTH, random);
        Matrix dQueries = zeros(tokens, KEY_WIDTH);
        Matrix dKeys = zeros(tokens, KEY_WIDTH);
        Matrix dValues = zeros(tokens, VALUE_WIDTH);
        forward(tokens, queries, keys, values);
        head.backward(dOutput, queries, keys, values, dQueries, dKeys, dValues);

        double[][] expectedQueries = new double[tokens][KEY_WIDTH];
        double[][] expectedKeys = new double[tokens][KEY_WIDTH];
        double[][] expectedValues = new double[tokens][VALUE_WIDTH];
        for (int i = 0; i < tokens; i++) {
            double[] weights = weights(queries, keys, i, tokens);
            double[] slopes = new double[tokens];
            double mean = 0;
            for (int j = 0; j <= i; j++) {
                slopes[j] = dot(dOutput, i, values, j);
                mean += weights[j] * slopes[j];
            }
            for (int j = 0; j <= i; j++) {
                double dScore = weights[j] * (slopes[j] - mean) / Math.sqrt(KEY_WIDTH);
                for (int c = 0; c < KEY_WIDTH; c++) {
                    expectedQueries[i][c] += dScore * keys.get(j, c);
                    expectedKeys[j][c] += dScore * queries.get(i, c);
                }
                for (int c = 0; c < VALUE_WIDTH; c++) {
                    expectedValues[j][c] += weights[j] * dOutput.get(i, c);
                }
            }
        }
        assertClose(dQueries, expectedQueries);
        assertClose(dKeys, expectedKeys);
        assertClose(dValues, expectedValues);
    }

    private Matrix forward(int history, Matrix queries, Matrix keys, Matrix values) {
        cache.keys().reserve(KEY_WIDTH, history);
        cache.values().reserve(history, VALUE_WIDTH);
        Matrix output = zeros(queries.rows(), VALUE_WIDTH);
        head.forward(history, 0, queries, keys, values, cache, output);
        return output;
    }

    /** By row j; tokens see themselves and those before, candidates the history and themselves. */
    private static double[] weights(Matrix queries, Matrix keys, int row, int history) {
        double[] weights = new double[queries.rows()];
        double total = 0;
        for (int j = 0; j < weights.length; j++) {
            if (j == row || (j < row && j < history)) {
                weights[j] = Math.exp(dot(queries, row, keys, j) / Math.sqrt(KEY_WIDTH));
                total += weights[j];
            }
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] /= total;
        }
        return weights;
    }

    private static double dot(Matrix a, int aRow, Matrix b, int bRow) {
        double sum = 0;
        for (int c = 0; c < a.columns(); c++) {
            sum += (double) a.get(aRow, c) * b.get(bRow, c);
        }
        return sum;
    }

    private static void assertClose(Matrix actual, double[][] expected) {
        for (int r = 0; r < expected.length; r++) {
            for (int c = 0; c < expected[r].length; c++) {
                double tolerance = TOLERANCE * Math.max(1, Math.abs(expected[r][c]));
                assertThat((double) actual.get(r, c)).isCloseTo(expected[r][c], within(tolerance));
            }
        }
    }

    private static Matrix random(int rows, int columns, SplittableRandom random) {
        Matrix matrix = zeros(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            matrix.values()[i] = (float) (4 * random.nextDouble() - 2);
        }
        return matrix;
    }

    private static Matrix zeros(int rows, int columns) {
        return Matrix.of(new float[rows * columns], rows, columns);
    }
}
