package io.millrace.model.float64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.TestingExamples;
import io.millrace.model.float64.row.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The float path against its twin in double precision, on the same weights. */
class FloatPathTest {
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({"1, 9, 0", "2, 14, 0.25", "3, 2, 0"})
    void shouldStayWithinATenThousandthOfTheTwin(long seed, int interactions, float dropout) {
        requireCloseTo(TestingExamples.config(dropout, false), TestingExamples.random(seed, interactions));
    }

    @ParameterizedTest
    @CsvSource({
        "SASREC, WUKONG",
        "SASREC, DEEPFM",
        "SASREC, DCNV2",
        "SASREC, MLP",
        "HSTU, DEEPFM",
        "HSTU, DCNV2",
        "HSTU, MLP"
    })
    void shouldStayWithinATenThousandthOfTheTwinWithOtherModels(
            io.millrace.model.Encoder encoder, io.millrace.model.Ranker ranker) {
        var config = TestingExamples.config(0.25f, false).with(encoder, ranker);
        requireCloseTo(config, TestingExamples.random(2, 14));
    }

    @Test
    void shouldStayWithinATenThousandthOfTheTwinWithDenseFeatures() {
        requireCloseTo(TestingExamples.withNumbers(), TestingExamples.withNumbers(2, 14));
    }

    private static void requireCloseTo(io.millrace.model.ModelConfig config, io.millrace.model.input.Example example) {
        Recommender twin = new Recommender(Twin.of(config));
        Parameters twinParameters = Twin.scattered(twin, Twin.of(example));
        Gradients expected = new Gradients(twin.tables());
        Outcome twinOutcome = twin.learn(Twin.of(example), twinParameters, expected);

        var recommender = new io.millrace.model.Recommender(config);
        var gradients = new io.millrace.model.Gradients(recommender.tables());
        var outcome = recommender.learn(example, narrowed(recommender, twin, example, twinParameters), gradients);

        assertThat(outcome.loss()).isCloseTo(twinOutcome.loss(), within(TOLERANCE * twinOutcome.loss()));
        for (int i = 0; i < outcome.predictions().size(); i++) {
            double probability = twinOutcome.predictions().get(i).probability();
            assertThat((double) outcome.predictions().get(i).probability())
                    .isCloseTo(probability, within(TOLERANCE * probability));
        }
        expected.forEach((id, row, values, offset) -> {
            Table table = twin.tables().get(id);
            boolean dense = table.kind() == Table.Kind.DENSE;
            float[] actual = dense ? gradients.dense(id) : gradients.row(id, row);
            double scale = largest(values);
            for (int i = 0; i < table.width(); i++) {
                assertThat((double) actual[offset + i])
                        .as(table.name() + " row " + row + " element " + i)
                        .isCloseTo(values[offset + i], within(1e-7 + TOLERANCE * scale));
            }
        });
    }

    private static io.millrace.model.Parameters narrowed(
            io.millrace.model.Recommender recommender,
            Recommender twin,
            io.millrace.model.input.Example example,
            Parameters from) {
        var parameters = new io.millrace.model.Parameters(recommender.tables());
        for (Table table : twin.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                parameters.put(table.id(), block, narrowed(from.dense(table.id())), block * table.width());
            }
        }
        recommender.rowsOf(example, (table, row) -> parameters.put(table, row, narrowed(from.row(table, row)), 0));
        return parameters;
    }

    private static float[] narrowed(double[] values) {
        float[] narrowed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrowed[i] = (float) values[i];
        }
        return narrowed;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
