package io.millrace.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegativeSamplerTest {
    private static final int DRAWS = 100_000;
    private static final int SETS = 50;

    private static long[] zipf(int size) {
        long[] counts = new long[size];
        for (int i = 0; i < size; i++) {
            counts[i] = 1000 / (1 + (7 * i) % size);
        }
        return counts;
    }

    private static <S extends NegativeSampler> S told(S sampler, long... counts) {
        for (int place = 0; place < counts.length; place++) {
            sampler.set(place, counts[place]);
        }
        return sampler;
    }

    /** Pearson's χ² of many sets of draws is within five deviations of its mean, and so is that of neighbouring pairs. */
    private static void assertDrawsBy(NegativeSampler sampler, double[] q) {
        int n = q.length;
        long[] seen = new long[n];
        long[] pairs = new long[n * n];
        int[] places = new int[DRAWS / SETS];
        float[] logs = new float[places.length];
        double furthest = 0;
        for (int set = 0; set < SETS; set++) {
            sampler.draw(1_000_003L * set, places, logs);
            for (int i = 0; i < places.length; i++) {
                furthest = Math.max(furthest, Math.abs(logs[i] - Math.log(q[places[i]])));
                seen[places[i]]++;
                if (i % 2 == 1) {
                    pairs[n * places[i - 1] + places[i]]++;
                }
            }
        }
        assertThat(furthest).isLessThan(1e-5);
        assertChiSquare(seen, q, DRAWS);
        double[] product = new double[n * n];
        for (int i = 0; i < product.length; i++) {
            product[i] = q[i / n] * q[i % n];
        }
        assertChiSquare(pairs, product, DRAWS / 2);
    }

    private static void assertChiSquare(long[] seen, double[] q, int draws) {
        double sum = 0;
        double rareness = 0;
        for (int i = 0; i < q.length; i++) {
            double expected = draws * q[i];
            sum += (seen[i] - expected) * (seen[i] - expected) / expected;
            rareness += 1 / expected;
        }
        // The variance of χ² is at most this; the second term is for cells of small expectation.
        double mean = q.length - 1;
        double deviation = Math.sqrt(2 * mean + rareness);
        assertThat(sum).isBetween(mean - 5 * deviation, mean + 5 * deviation);
    }

    private static double[] powers(long[] counts, double power) {
        double[] q = Arrays.stream(counts)
                .mapToDouble(count -> Math.pow(1 + count, power))
                .toArray();
        double total = Arrays.stream(q).sum();
        return Arrays.stream(q).map(weight -> weight / total).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 37})
    void shouldDrawEveryItemAlike(int size) {
        double[] q = new double[size];
        Arrays.fill(q, 1.0 / size);
        assertDrawsBy(told(new UniformSampler(), zipf(size)), q);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.75, 1})
    void shouldDrawByThePowerOfTheCount(double power) {
        assertDrawsBy(told(new UnigramSampler(power), zipf(37)), powers(zipf(37), power));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 32, 33})
    void shouldReachEveryPlaceWhateverTheSize(int size) {
        assertDrawsBy(told(new UnigramSampler(0.75), zipf(size)), powers(zipf(size), 0.75));
    }

    @Test
    void shouldDrawAnItemThatNeverOccurred() {
        assertDrawsBy(told(new UnigramSampler(1), 0, 3, 0), new double[] {1 / 6.0, 4 / 6.0, 1 / 6.0});
    }

    @Test
    void shouldDrawByTheCountsAsTheyAreNow() {
        UnigramSampler sampler = told(new UnigramSampler(0.75), zipf(37));
        long[] counts = zipf(37);
        for (int place = 0; place < 37; place += 3) {
            counts[place] = place % 2 == 0 ? 0 : 2 * counts[place];
            sampler.set(place, counts[place]);
        }
        assertDrawsBy(sampler, powers(counts, 0.75));
    }

    @ParameterizedTest
    @EnumSource
    void shouldDrawTheSameHoweverTheCountsCameToBe(Sampling sampling) {
        NegativeSampler grown = sampling.create(0.75);
        long[] counts = new long[300];
        for (int event = 0; event < 20_000; event++) {
            int place = Math.floorMod(event * 7919L + event / 3, 1 + Math.min(event, 299));
            grown.set(place, ++counts[place]);
        }
        NegativeSampler restored = told(sampling.create(0.75), counts);
        for (long seed = 0; seed < 20; seed++) {
            assertThat(drawn(restored, seed)).isEqualTo(drawn(grown, seed));
        }
        assertThat(drawn(grown, 1_000_000)).isNotEqualTo(drawn(grown, 0));
    }

    private static float[] drawn(NegativeSampler sampler, long seed) {
        int[] places = new int[10];
        float[] drawn = new float[20];
        float[] logs = new float[10];
        sampler.draw(seed, places, logs);
        for (int i = 0; i < 10; i++) {
            drawn[2 * i] = places[i];
            drawn[2 * i + 1] = logs[i];
        }
        return drawn;
    }

    @Test
    void shouldGiveALargeVocabularyProbabilitiesThatAddUpToOne() {
        UnigramSampler sampler = told(new UnigramSampler(0.75), zipf(100_003));
        double total = 0;
        for (long count : zipf(100_003)) {
            total += Math.exp(sampler.logProbability(count));
        }
        assertThat(total).isCloseTo(1, within(1e-5));
    }

    @Test
    void shouldTakeAnItemWithoutAPlaceForOneThatNeverOccurred() {
        UnigramSampler unigram = told(new UnigramSampler(1), 0, 3, 4);
        assertThat(unigram.logProbability(0)).isCloseTo((float) Math.log(1 / 10.0), within(1e-6f));
        UniformSampler uniform = told(new UniformSampler(), 0, 3, 4);
        assertThat(uniform.logProbability(0)).isCloseTo((float) Math.log(1 / 3.0), within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveALogarithmThatCanBeUsedWhenThereIsNothingToDraw(Sampling sampling) {
        assertThat(sampling.create(0.75).logProbability(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void shouldRefuseAPowerThatIsNone(double power) {
        assertThatThrownBy(() -> new UnigramSampler(power))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("power in [0, 1]");
    }
}
