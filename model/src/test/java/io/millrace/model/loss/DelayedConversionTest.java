package io.millrace.model.loss;

import static io.millrace.model.loss.DelayedConversion.ES_DFM;
import static io.millrace.model.loss.DelayedConversion.FNW;
import static io.millrace.model.loss.DelayedConversion.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DelayedConversionTest {
    /** True probabilities of one exposure, and what the heads say if they have learnt them. */
    private record Truth(double prompt, double delayed) {
        double converts() {
            return prompt + delayed;
        }

        double never() {
            return 1 - converts();
        }

        double realNegative() {
            return never() / (1 - prompt);
        }

        double of(ConversionTiming timing) {
            return switch (timing) {
                case PROMPT -> prompt;
                case DELAYED -> delayed;
                case NEVER -> never();
            };
        }
    }

    /** The gradient in the logit that all observations of one exposure sum up to, at the model's probability f. */
    private static double gradient(DelayedConversion policy, ConversionTiming timing, double f, Truth truth) {
        double positive = policy.weight(true, f, truth.delayed(), truth.realNegative()) * (f - 1);
        double negative = policy.weight(false, f, truth.delayed(), truth.realNegative()) * f;
        return switch (timing) {
            case PROMPT -> policy == FNW ? negative + positive : positive;
            case DELAYED -> policy == WAIT ? positive : negative + positive;
            case NEVER -> negative;
        };
    }

    private static double expectedGradient(DelayedConversion policy, double f, Truth truth) {
        double sum = 0;
        for (ConversionTiming timing : ConversionTiming.values()) {
            sum += truth.of(timing) * gradient(policy, timing, f, truth);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveNoExpectedGradientWhereTheModelIsRight(DelayedConversion policy) {
        for (double converts = 0.01; converts < 1; converts += 0.07) {
            for (double share = 0; share <= 1; share += 0.125) {
                Truth truth = new Truth(converts * (1 - share), converts * share);
                assertThat(expectedGradient(policy, truth.converts(), truth)).isCloseTo(0, within(1e-15));
                double below = 0.9 * converts;
                double above = converts + 0.1 * (1 - converts);
                assertThat(expectedGradient(policy, below, truth)).isNegative();
                assertThat(expectedGradient(policy, above, truth)).isPositive();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FNW, 0.05, 0.1", "FNW, 0.3, 0.4", "ES_DFM, 0.05, 0.1", "ES_DFM, 0.3, 0.4", "WAIT, 0.2, 0.1"})
    void shouldHaveNoMeanGradientOverManyExposuresWhereTheModelIsRight(
            DelayedConversion policy, double prompt, double delayed) {
        Truth truth = new Truth(prompt, delayed);
        SplittableRandom random = new SplittableRandom(19);
        int exposures = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < exposures; i++) {
            double draw = random.nextDouble();
            ConversionTiming timing = draw < prompt
                    ? ConversionTiming.PROMPT
                    : draw < prompt + delayed ? ConversionTiming.DELAYED : ConversionTiming.NEVER;
            double gradient = gradient(policy, timing, truth.converts(), truth);
            sum += gradient;
            squares += gradient * gradient;
        }
        assertThat(squares).isPositive();
        assertThat(Math.abs(sum)).isLessThan(4 * Math.sqrt(squares));
    }

    @Test
    void shouldBeBiasedWithoutTheWeights() {
        Truth truth = new Truth(0.1, 0.2);
        double f = truth.converts();
        double unweighted = truth.never() * f + truth.prompt() * (f - 1) + truth.delayed() * (f + (f - 1));
        assertThat(unweighted).isGreaterThan(0.05);
    }

    @Test
    void shouldWeighAsPublished() {
        assertThat(FNW.weight(true, 0.25, Double.NaN, Double.NaN)).isEqualTo(1.25);
        assertThat(FNW.weight(false, 0.25, Double.NaN, Double.NaN)).isEqualTo(0.75 * 1.25);
        assertThat(ES_DFM.weight(true, Double.NaN, 0.5, 0.25)).isEqualTo(1.5);
        assertThat(ES_DFM.weight(false, Double.NaN, 0.5, 0.25)).isEqualTo(0.375);
        assertThat(WAIT.weight(true, Double.NaN, Double.NaN, Double.NaN)).isEqualTo(1);
        assertThat(WAIT.weight(false, Double.NaN, Double.NaN, Double.NaN)).isEqualTo(1);
    }

    @Test
    void shouldBeFnwWhenTheShortWindowIsNone() {
        for (double f = 0; f <= 1; f += 0.1) {
            for (boolean converted : new boolean[] {true, false}) {
                assertThat(ES_DFM.weight(converted, f, f, 1 - f)).isEqualTo(FNW.weight(converted, f, f, 1 - f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStayBetweenZeroAndTwo(DelayedConversion policy) {
        double[] probabilities = {0, Double.MIN_VALUE, 1e-9, 0.5, 1 - 0x1p-53, 1};
        for (double f : probabilities) {
            for (double delayed : probabilities) {
                for (double realNegative : probabilities) {
                    assertThat(policy.weight(true, f, delayed, realNegative)).isBetween(1.0, 2.0);
                    assertThat(policy.weight(false, f, delayed, realNegative)).isBetween(0.0, 2.0);
                }
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoProbability() {
        for (double wrong : new double[] {-1e-9, 1 + 1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> FNW.weight(true, wrong, 0.5, 0.5)).hasMessageContaining("probability");
            assertThatThrownBy(() -> ES_DFM.weight(true, 0.5, wrong, 0.5)).hasMessageContaining("p_dp");
            assertThatThrownBy(() -> ES_DFM.weight(false, 0.5, 0.5, wrong)).hasMessageContaining("p_rn");
        }
    }

    @Test
    void shouldTeachTheHeadsWhatTheWeightsAreMadeOf() {
        Truth truth = new Truth(0.15, 0.1);
        double delayedGradient = 0;
        double realNegativeGradient = 0;
        for (ConversionTiming timing : ConversionTiming.values()) {
            delayedGradient += truth.of(timing) * (truth.delayed() - timing.delayedLabel());
            realNegativeGradient += truth.of(timing)
                    * timing.realNegativeWeight()
                    * (truth.realNegative() - timing.realNegativeLabel());
        }
        assertThat(delayedGradient).isCloseTo(0, within(1e-15));
        assertThat(realNegativeGradient).isCloseTo(0, within(1e-15));
    }

    @Test
    void shouldReadWhatItWrites() {
        assertThat(WAIT.text()).isEqualTo("wait");
        assertThat(FNW.text()).isEqualTo("fnw");
        assertThat(ES_DFM.text()).isEqualTo("es-dfm");
        for (DelayedConversion policy : DelayedConversion.values()) {
            assertThat(DelayedConversion.parse(policy.text())).isEqualTo(policy);
        }
        assertThatThrownBy(() -> DelayedConversion.parse("dfm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'dfm' is none of [wait, fnw, es-dfm]");
    }
}
