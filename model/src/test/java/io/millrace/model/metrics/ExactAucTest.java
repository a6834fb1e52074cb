package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExactAucTest {
    @Test
    void shouldRankPositivesAboveNegatives() {
        double[] scores = {0.9, 0.2, 0.6, 0.4};
        assertThat(ExactAuc.of(scores, new boolean[] {true, false, false, true}))
                .hasValue(0.75);
        assertThat(ExactAuc.of(scores, new boolean[] {true, false, true, false}))
                .hasValue(1);
        assertThat(ExactAuc.of(scores, new boolean[] {false, true, false, true}))
                .hasValue(0);
    }

    @Test
    void shouldCountTiesHalf() {
        double[] scores = {3, 3, 1, 0.0, -0.0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        boolean[] labels = {true, false, false, true, false, true, false};
        assertThat(ExactAuc.of(scores, labels)).hasValue((2.5 + 0.5 + 3.5) / 12);
    }

    @Test
    void shouldBeUndefinedForOneClass() {
        assertThat(ExactAuc.of(new double[0], new boolean[0])).isEmpty();
        assertThat(ExactAuc.of(new double[] {1, 2}, new boolean[] {true, true})).isEmpty();
        assertThat(ExactAuc.of(new double[] {1, 2}, new boolean[2])).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoScore() {
        assertThatThrownBy(() -> ExactAuc.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("score 1");
        assertThatThrownBy(() -> ExactAuc.of(new double[2], new boolean[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 scores, but 3 labels");
    }

    /** Probabilities that are hard for a histogram of logits, by name. */
    private static Stream<Arguments> distributions() {
        return Stream.of(
                hard("spread", random -> sigmoid(4 * random.nextDouble() - 3)),
                hard("all the same", random -> 0.25),
                hard("three values", random -> random.nextInt(1, 4) / 4.0),
                hard("all in one bucket", random -> sigmoid(1 + random.nextDouble() / 256)),
                hard("two neighbouring buckets", random -> sigmoid((random.nextDouble() - 0.5) / 64)),
                hard("at the edges of buckets", random -> sigmoid(random.nextInt(-8, 8) / 128.0)),
                hard("beyond both ends", random -> sigmoid(60 * (random.nextDouble() - 0.5))),
                hard("beyond the lower end", random -> sigmoid(-17 - 20 * random.nextDouble())),
                hard("zero, one and half", random -> random.nextInt(3) / 2.0),
                hard("as small as they come", random -> random.nextInt(5) * Double.MIN_VALUE),
                hard("as near to one as they come", random -> 1 - random.nextInt(5) * 0x1p-53));
    }

    private static Arguments hard(String name, ToDoubleFunction<SplittableRandom> probability) {
        return Arguments.of(name, probability);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void shouldBeWithinTheStatedBoundOfTheHistogram(String name, ToDoubleFunction<SplittableRandom> distribution) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        double[] probabilities = new double[700];
        boolean[] labels = new boolean[probabilities.length];
        for (double positiveRate : new double[] {0.5, 0.01}) {
            BinaryMetrics histogram = new BinaryMetrics();
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = distribution.applyAsDouble(random);
                labels[i] = i == 0 || i > 1 && random.nextDouble() < positiveRate;
                histogram.add(probabilities[i], labels[i]);
            }
            double exact = ExactAuc.of(probabilities, labels).orElseThrow();
            assertThat(exact).isCloseTo(pairwise(probabilities, labels), within(1e-12));
            assertThat(Math.abs(histogram.measures().get("auc") - exact))
                    .isLessThanOrEqualTo(histogram.aucErrorBound() + 1e-12);
        }
    }

    /** Within one bucket every positive above every negative: the histogram sees ties, and the bound is all there is. */
    @Test
    void shouldReachTheStatedBound() {
        BinaryMetrics histogram = new BinaryMetrics();
        double[] probabilities = new double[20];
        boolean[] labels = new boolean[probabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = sigmoid(1 + i * 1e-4);
            labels[i] = i >= 10;
            histogram.add(probabilities[i], labels[i]);
        }
        assertThat(ExactAuc.of(probabilities, labels)).hasValue(1);
        assertThat(histogram.measures()).containsEntry("auc", 0.5);
        assertThat(histogram.aucErrorBound()).isEqualTo(0.5);
    }

    @Test
    void shouldHaveASmallBoundForSpreadProbabilities() {
        SplittableRandom random = new SplittableRandom(4);
        BinaryMetrics histogram = new BinaryMetrics();
        for (int i = 0; i < 3_000; i++) {
            double probability = sigmoid(4 * random.nextDouble() - 3);
            histogram.add(probability, random.nextDouble() < probability);
        }
        assertThat(histogram.aucErrorBound()).isPositive().isLessThan(0.002);
        assertThat(histogram.measures().get("calibration")).isCloseTo(1, within(0.1));
    }

    @Test
    void shouldNotDependOnTheOrderNorOnAMonotoneScale() {
        SplittableRandom random = new SplittableRandom(8);
        double[] scores = random.doubles(301, -3, 3).toArray();
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            scores[i] = Math.rint(10 * scores[i]) / 10;
            labels[i] = random.nextBoolean();
        }
        double[] reversed = new double[scores.length];
        boolean[] reversedLabels = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            reversed[i] = Math.exp(scores[scores.length - 1 - i]);
            reversedLabels[i] = labels[scores.length - 1 - i];
        }
        assertThat(ExactAuc.of(reversed, reversedLabels)).isEqualTo(ExactAuc.of(scores, labels));
        double[] negated = Arrays.stream(scores).map(score -> -score).toArray();
        assertThat(ExactAuc.of(negated, labels).orElseThrow())
                .isCloseTo(1 - ExactAuc.of(scores, labels).orElseThrow(), within(1e-12));
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static double pairwise(double[] scores, boolean[] positive) {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < positive.length; i++) {
            for (int j = 0; j < positive.length; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }
}
