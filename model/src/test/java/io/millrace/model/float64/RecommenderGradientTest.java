package io.millrace.model.float64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.TestingExamples;
import io.millrace.model.float64.input.Example;
import io.millrace.model.float64.row.Table;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients of the complete loss against central differences, for every element of every tensor and row. */
class RecommenderGradientTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @CsvSource({"1, 9, 0", "2, 9, 0.3", "3, 1, 0", "4, 0, 0"})
    void shouldBeTheDerivativeOfTheLoss(long seed, int interactions, float dropout) {
        requireDerivatives(TestingExamples.config(dropout, false), seed, interactions);
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
    void shouldBeTheDerivativeOfTheLossWithOtherModels(
            io.millrace.model.Encoder encoder, io.millrace.model.Ranker ranker) {
        requireDerivatives(TestingExamples.config(0.3f, false).with(encoder, ranker), 1, 9);
        requireDerivatives(TestingExamples.config(0, false).with(encoder, ranker), 3, 1);
    }

    @Test
    void shouldBeTheDerivativeOfTheLossWithUnevenLayersAndFields() {
        requireDerivatives(TestingExamples.uneven(), 1, 9);
        requireDerivatives(TestingExamples.uneven(), 4, 0);
    }

    @Test
    void shouldBeTheDerivativeOfTheLossWithDenseFeatures() {
        var config = TestingExamples.withNumbers();
        Set<Integer> checked = requireDerivatives(config, TestingExamples.withNumbers(1, 9));
        assertThat(checked).hasSameSizeAs(new Recommender(Twin.of(config)).tables());
        requireDerivatives(config, TestingExamples.withNumbers(3, 1));
    }

    /** Of tasks that wait, because what weighs a late conversion is a constant to the gradient and none to differences. */
    @Test
    void shouldBeTheDerivativeOfTheLossWithAuxiliaryTasks() {
        var config = TestingExamples.config(0, false);
        var late = config.withDelayedConversions(Map.of("convert", io.millrace.model.loss.DelayedConversion.ES_DFM));
        requireDerivatives(late, TestingExamples.auxiliary(1, 5));
    }

    private static void requireDerivatives(io.millrace.model.ModelConfig config, long seed, int interactions) {
        Set<Integer> checked = requireDerivatives(config, TestingExamples.random(seed, interactions));
        if (interactions > 1) {
            assertThat(checked).hasSameSizeAs(new Recommender(Twin.of(config)).tables());
        }
    }

    /** Returns the tables of which there is a gradient. */
    private static Set<Integer> requireDerivatives(
            io.millrace.model.ModelConfig config, io.millrace.model.input.Example source) {
        Recommender recommender = new Recommender(Twin.of(config));
        Example example = Twin.of(source);
        Parameters parameters = Twin.scattered(recommender, example);
        Gradients gradients = new Gradients(recommender.tables());
        recommender.learn(example, parameters, gradients);

        Gradients ignored = new Gradients(recommender.tables());
        Set<Integer> checked = new HashSet<>();
        gradients.forEach((id, row, values, offset) -> {
            Table table = recommender.tables().get(id);
            boolean dense = table.kind() == Table.Kind.DENSE;
            double[] weights = Twin.row(parameters, table, row);
            for (int i = 0; i < table.width(); i++) {
                if (dense && row * table.width() + i >= table.elements()) {
                    assertThat(values[offset + i]).isZero();
                    continue;
                }
                double weight = weights[i];
                weights[i] = weight + STEP;
                parameters.put(id, row, weights, 0);
                double above = recommender.learn(example, parameters, ignored).loss();
                weights[i] = weight - STEP;
                parameters.put(id, row, weights, 0);
                double below = recommender.learn(example, parameters, ignored).loss();
                weights[i] = weight;
                parameters.put(id, row, weights, 0);
                double expected = (above - below) / (2 * STEP);
                assertThat(values[offset + i])
                        .as(table.name() + " row " + row + " element " + i)
                        .isCloseTo(expected, within(1e-7 + 1e-6 * Math.abs(expected)));
            }
            checked.add(id);
        });
        return checked;
    }

    @Test
    void shouldLeaveNothingOutThatTheLossDependsOn() {
        Recommender recommender = new Recommender(Twin.of(TestingExamples.config(0, false)));
        Example example = Twin.of(TestingExamples.random(1, 9));
        Parameters parameters = Twin.scattered(recommender, example);
        Gradients gradients = new Gradients(recommender.tables());
        recommender.learn(example, parameters, gradients);
        Set<String> visited = new HashSet<>();
        gradients.forEach((table, row, values, offset) -> visited.add(table + "/" + row));
        recommender.rowsOf(example, (table, row) -> assertThat(visited).contains(table + "/" + row));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldStopTheGradientBetweenWukongAndHstuWhereAsked(boolean stop) {
        Recommender recommender = new Recommender(Twin.of(TestingExamples.config(0, stop)));
        Example example = Twin.of(TestingExamples.random(1, 9));
        Parameters parameters = Twin.scattered(recommender, example);
        Gradients before = new Gradients(recommender.tables());
        recommender.learn(example, parameters, before);
        for (Table table : recommender.tables()) {
            if (table.kind() == Table.Kind.DENSE && table.name().startsWith("wukong.")) {
                for (int block = 0; block < table.blocks(); block++) {
                    double[] weights = Twin.row(parameters, table, block);
                    Arrays.setAll(weights, i -> 1.5 * weights[i]);
                    parameters.put(table.id(), block, weights, 0);
                }
            }
        }
        Gradients after = new Gradients(recommender.tables());
        recommender.learn(example, parameters, after);
        for (Table table : recommender.tables()) {
            if (table.name().startsWith("hstu.") || table.name().equals("position")) {
                boolean same = Arrays.equals(before.dense(table.id()), after.dense(table.id()));
                assertThat(same).as(table.name()).isEqualTo(stop);
            }
        }
        Table linear = recommender.tables().stream()
                .filter(table -> table.name().equals("wukong.unit.target.W"))
                .findAny()
                .orElseThrow();
        assertThat(before.dense(linear.id())).isNotEqualTo(new double[linear.elements()]);
    }
}
