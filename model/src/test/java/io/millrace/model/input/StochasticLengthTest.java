package io.millrace.model.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StochasticLengthTest {
    private static final int[] NONE = {};
    private static final int SEEDS = 20_000;

    /** 4,096^(1.5/2) = 512. */
    private final StochasticLength length = new StochasticLength(4_096, 1.5);

    @Test
    void shouldLeaveShortSequencesAlone() {
        for (long seed = 0; seed < 100; seed++) {
            for (int events : new int[] {0, 1, 511, 512}) {
                assertThat(length.keep(seed, events, NONE))
                        .containsExactly(IntStream.range(0, events).toArray());
            }
        }
    }

    @Test
    void shouldLeaveSequencesUpToTheLongestAloneAtAnAlphaOfTwo() {
        StochasticLength two = new StochasticLength(100, 2);
        for (long seed = 0; seed < 100; seed++) {
            assertThat(two.keep(seed, 100, NONE)).hasSize(100);
        }
    }

    /** The figure of arXiv 2402.17152, §4.2. */
    @Test
    void shouldCutAsFarAsPublished() {
        StochasticLength published = new StochasticLength(4_096, 1.6);
        for (long seed = 0; seed < 20; seed++) {
            assertThat(published.keep(seed, 4_096, NONE).length).isIn(776, 4_096);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 1.5, 24", "64, 1.5, 64", "50, 1.7, 40", "100, 2, 150", "10, 1.2, 9"})
    void shouldKeepAllOrASubsampleInTheStatedProportion(int longest, double alpha, int events) {
        StochasticLength scarce = new StochasticLength(longest, alpha);
        int few = (int) Math.pow(longest, alpha / 2);
        double probability = Math.pow(longest, alpha) / ((double) events * events);
        int full = 0;
        double total = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            int[] kept = scarce.keep(seed, events, NONE);
            assertThat(kept.length).isIn(few, events);
            full += kept.length == events ? 1 : 0;
            total += kept.length;
        }
        double deviation = Math.sqrt(probability * (1 - probability) / SEEDS);
        assertThat((double) full / SEEDS).isCloseTo(probability, within(4 * deviation));
        double expected = probability * events + (1 - probability) * few;
        assertThat(total / SEEDS).isCloseTo(expected, within(4 * deviation * (events - few)));
    }

    @Test
    void shouldCostNoMoreThanTwiceTheSubsampleInExpectation() {
        for (int events : new int[] {600, 1_500, 4_096}) {
            double probability = 512.0 * 512 / ((double) events * events);
            double squares = 0;
            int seeds = 400;
            for (long seed = 0; seed < seeds; seed++) {
                double kept = length.keep(seed, events, NONE).length;
                squares += kept * kept;
            }
            double deviation = events * (double) events * Math.sqrt(probability / seeds);
            assertThat(squares / seeds).isLessThan(2 * 512 * 512 + 4 * deviation);
        }
    }

    /** Of a subsample of one, an event's probability is its weight's share. */
    @Test
    void shouldDrawInProportionToRecency() {
        StochasticLength one = new StochasticLength(1, 2);
        int events = 8;
        int[] drawn = new int[events];
        int subsamples = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            int[] kept = one.keep(seed, events, NONE);
            if (kept.length == 1) {
                drawn[kept[0]]++;
                subsamples++;
            }
        }
        for (int i = 0; i < events; i++) {
            double share = (i + 1) / (events * (events + 1) / 2.0);
            double deviation = Math.sqrt(share * (1 - share) / subsamples);
            assertThat((double) drawn[i] / subsamples).isCloseTo(share, within(4 * deviation));
        }
    }

    @Test
    void shouldKeepRecentEventsMoreOften() {
        int events = 2_000;
        int[] quarters = new int[4];
        for (long seed = 0; seed < 100; seed++) {
            int[] kept = length.keep(seed, events, NONE);
            if (kept.length < events) {
                for (int i : kept) {
                    quarters[4 * i / events]++;
                }
            }
        }
        assertThat(quarters).isSorted();
        assertThat(quarters[0]).isPositive().isLessThan(quarters[3] / 3);
    }

    @Test
    void shouldKeepSupervisedEventsWithinTheSameNumber() {
        int events = 3_000;
        int[] supervised = {2_999, 0, 17, 17, 1_234};
        for (long seed = 0; seed < 200; seed++) {
            int[] kept = length.keep(seed, events, supervised);
            assertThat(kept).contains(0, 17, 1_234, 2_999).isSorted().doesNotHaveDuplicates();
            assertThat(kept.length).isIn(512, events);
        }
    }

    @Test
    void shouldKeepSupervisedEventsAloneIfTheyAreTooMany() {
        StochasticLength scarce = new StochasticLength(16, 1.5);
        int[] supervised = IntStream.range(100, 120).toArray();
        int subsamples = 0;
        for (long seed = 0; seed < 50; seed++) {
            int[] kept = scarce.keep(seed, 200, supervised);
            if (kept.length < 200) {
                assertThat(kept).containsExactly(supervised);
                subsamples++;
            }
        }
        assertThat(subsamples).isPositive();
    }

    @Test
    void shouldDependOnTheSeedAlone() {
        assertThat(length.keep(5, 3_000, NONE)).isEqualTo(length.keep(5, 3_000, NONE));
        assertThat(length.keep(5, 3_000, NONE)).isNotEqualTo(length.keep(6, 3_000, NONE));
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        for (double alpha : new double[] {1, 2.01, Double.NaN}) {
            assertThatThrownBy(() -> new StochasticLength(100, alpha)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new StochasticLength(0, 1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> length.keep(1, 4_000, new int[] {4_000}))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
