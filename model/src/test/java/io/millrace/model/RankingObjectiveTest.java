package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.loss.DelayedConversion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankingObjectiveTest {
    private static final int CLICK = 0;
    private static final int CONVERT = 1;
    private static final int DELAYED = 2;
    private static final int REAL_NEGATIVE = 3;

    private static final double PROMPT = 0.1;
    private static final double LATE = 0.2;

    @ParameterizedTest
    @EnumSource
    void shouldGiveALabelItsWeightTimesHowWrongTheModelIs(DelayedConversion policy) {
        Supervision[] labels = {
            new Supervision(0, CLICK, 1, 1),
            new Supervision(0, CONVERT, 0, 1.5f),
            new Supervision(1, CONVERT, 1, 0.5f),
            new Supervision(1, CLICK, 0, 1),
        };
        double[][] probabilities = {{0.3, 0.2, 0.15, 0.7}, {0.6, 0.4, 0.25, 0.8}};
        Matrix gradient = gradient(policy, probabilities, labels);
        double negative = policy.weight(false, 0.2, 0.15, 0.7);
        double positive = policy.weight(true, 0.4, 0.25, 0.8);
        assertThat(row(gradient, 0))
                .containsExactly(new double[] {(0.3 - 1) / 4, 1.5 * negative * 0.2 / 4, 0, 0}, within(1e-6));
        assertThat(row(gradient, 1))
                .containsExactly(new double[] {0.6 / 4, 0.5 * positive * (0.4 - 1) / 4, 0, 0}, within(1e-6));
    }

    @Test
    void shouldWeighByTheProbabilitiesOfTheSameRequest() {
        Supervision[] labels = {new Supervision(0, CONVERT, 0, 1), new Supervision(1, CONVERT, 0, 1)};
        double[][] probabilities = {{0.5, 0.2, 0.1, 0.9}, {0.5, 0.2, 0.1, 0.3}};
        Matrix gradient = gradient(DelayedConversion.ES_DFM, probabilities, labels);
        assertThat(gradient.get(0, CONVERT) / gradient.get(1, CONVERT)).isCloseTo(3, within(1e-5f));
    }

    /** Of one exposure a negative is seen at once and, if it converts, a positive later. */
    @Test
    void shouldExpectNoGradientOfFakeNegativesWhereTheModelIsRight() {
        double p = PROMPT + LATE;
        Supervision[] labels = {new Supervision(0, CONVERT, 0, 1), new Supervision(0, CONVERT, 1, (float) p)};
        assertRightAt(p, f -> gradient(DelayedConversion.FNW, new double[][] {{0.5, f, 0.5, 0.5}}, labels));
        assertThat(gradient(DelayedConversion.WAIT, new double[][] {{0.5, p, 0.5, 0.5}}, labels)
                        .get(0, CONVERT))
                .isGreaterThan(0.02f);
    }

    /** Of one exposure the state after a short window is seen and, if it converts behind that, a positive too. */
    @Test
    void shouldExpectNoGradientOfElapsedTimeSamplingWhereAllHeadsAreRight() {
        double p = PROMPT + LATE;
        double realNegative = (1 - p) / (1 - PROMPT);
        Supervision[] labels = {
            new Supervision(0, CONVERT, 1, (float) PROMPT),
            new Supervision(0, CONVERT, 0, (float) (1 - PROMPT)),
            new Supervision(0, CONVERT, 1, (float) LATE),
        };
        assertRightAt(
                p, f -> gradient(DelayedConversion.ES_DFM, new double[][] {{0.5, f, LATE, realNegative}}, labels));
    }

    @Test
    void shouldLearnAuxiliaryTasksWithTheirOwnWeights() {
        Supervision[] labels = {new Supervision(0, DELAYED, 1, 1), new Supervision(0, REAL_NEGATIVE, 0, 2)};
        Matrix gradient = gradient(DelayedConversion.ES_DFM, new double[][] {{0.5, 0.2, 0.1, 0.9}}, labels);
        assertThat(row(gradient, 0)).containsExactly(new double[] {0, 0, (0.1 - 1) / 2, 2 * 0.9 / 2}, within(1e-6));
    }

    @Test
    void shouldShowALogitThatIsNotANumber() {
        Supervision[] labels = {new Supervision(0, CONVERT, 0, 1)};
        for (int task : new int[] {CONVERT, DELAYED, REAL_NEGATIVE}) {
            double[] probabilities = {0.5, 0.5, 0.5, 0.5};
            probabilities[task] = Double.NaN;
            Matrix gradient = gradient(DelayedConversion.ES_DFM, new double[][] {probabilities}, labels);
            assertThat(gradient.get(0, CONVERT)).isNaN();
        }
    }

    @Test
    void shouldCountWeightsInTheLoss() {
        ModelConfig config =
                TestingExamples.config(0, false).withDelayedConversions(Map.of("convert", DelayedConversion.FNW));
        Supervision[] labels = {new Supervision(0, CONVERT, 0, 1), new Supervision(0, CONVERT, 1, 2)};
        Matrix logits = logits(new double[][] {{0.5, 0.25, 0.5, 0.5}});
        double loss = objective(config, labels).loss(logits, Matrix.of(new float[4], 1, 4));
        double expected = -(0.75 * 1.25 * Math.log(0.75) + 2 * 1.25 * Math.log(0.25)) / 2;
        assertThat(loss).isCloseTo(expected, within(1e-6));
    }

    @Test
    void shouldTakeTheMeanOverWhatIsLearnt() {
        Supervision[] labels = {new Supervision(0, CLICK, 1, 1), new Supervision(0, CONVERT, 0, 1)};
        Supervision[] more = {
            labels[0], labels[1], new Supervision(0, CONVERT, 1, 0), new Supervision(1, CONVERT, 1, 0),
        };
        double[][] probabilities = {{0.3, 0.2, 0.5, 0.5}};

        assertThat(row(gradient(DelayedConversion.FNW, probabilities, more), 0))
                .isEqualTo(row(gradient(DelayedConversion.FNW, probabilities, labels), 0));
    }

    private interface GradientAt {
        Matrix of(double probability);
    }

    private static void assertRightAt(double p, GradientAt gradient) {
        assertThat(gradient.of(p).get(0, CONVERT)).isCloseTo(0, within(1e-6f));
        assertThat(gradient.of(0.9 * p).get(0, CONVERT)).isNegative();
        assertThat(gradient.of(1.1 * p).get(0, CONVERT)).isPositive();
    }

    /** d(loss)/d(logits) where a ranker gives these probabilities, requests × learnt tasks. */
    private static Matrix gradient(DelayedConversion policy, double[][] probabilities, Supervision[] labels) {
        ModelConfig config = TestingExamples.config(0, false).withDelayedConversions(Map.of("convert", policy));
        Matrix logits = logits(probabilities);
        Matrix gradient = Matrix.of(new float[logits.values().length], logits.rows(), 4);
        objective(config, labels).loss(logits, gradient);
        return gradient;
    }

    /** Four columns whatever the policy: those that it has no task for must not count. */
    private static Matrix logits(double[][] probabilities) {
        Matrix logits = Matrix.of(new float[probabilities.length * 4], probabilities.length, 4);
        for (int request = 0; request < probabilities.length; request++) {
            for (int task = 0; task < 4; task++) {
                double p = probabilities[request][task];
                logits.values()[logits.row(request) + task] = (float) Math.log(p / (1 - p));
            }
        }
        return logits;
    }

    private static RankingObjective objective(ModelConfig config, Supervision[] labels) {
        return new RankingObjective(example(labels), new ConversionWeights(config));
    }

    /** As many items as there are requests, one behind the other. */
    private static Example example(Supervision[] labels) {
        TestingExamples.Tokens tokens = new TestingExamples.Tokens();
        tokens.addItems(1 + labels[labels.length - 1].token());
        return new Example(
                tokens.sequence(new long[0]),
                1,
                tokens.now(),
                new long[labels.length][2],
                labels,
                Negatives.uniform(new long[0], labels.length),
                0);
    }

    private static double[] row(Matrix matrix, int row) {
        double[] values = new double[matrix.columns()];
        for (int column = 0; column < values.length; column++) {
            values[column] = matrix.get(row, column);
        }
        return values;
    }
}
