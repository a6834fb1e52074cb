package io.millrace.model.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegativeSamplerTest {
    private static final int DRAWS = 100_000;
    private static final int SETS = 50;

    /** Id i stands at place i. */
    private static long[] vocabulary(int size) {
        return LongStream.range(0, size).toArray();
    }

    private static double[] zipf(int size) {
        double[] counts = new double[size];
        for (int i = 0; i < size; i++) {
            counts[i] = Math.ceil(1000.0 / (1 + (7 * i) % size));
        }
        return counts;
    }

    /** Pearson's χ² of many sets of draws is within five deviations of its mean, and so is that of neighbouring pairs. */
    private static void assertDrawsBy(NegativeSampler sampler, double[] q) {
        int n = q.length;
        long[] seen = new long[n];
        long[] pairs = new long[n * n];
        long[] ids = new long[DRAWS / SETS];
        float[] logs = new float[ids.length];
        double furthest = 0;
        for (int set = 0; set < SETS; set++) {
            sampler.draw(set, ids, logs, 0, ids.length);
            for (int i = 0; i < ids.length; i++) {
                furthest = Math.max(furthest, Math.abs(logs[i] - Math.log(q[(int) ids[i]])));
                seen[(int) ids[i]]++;
                if (i % 2 == 1) {
                    pairs[(int) (n * ids[i - 1] + ids[i])]++;
                }
            }
        }
        assertThat(furthest).isLessThan(1e-6);
        assertChiSquare(seen, q, DRAWS);
        double[] product = new double[n * n];
        for (int i = 0; i < product.length; i++) {
            product[i] = q[i / n] * q[i % n];
        }
        assertChiSquare(pairs, product, DRAWS / 2);
    }

    private static void assertChiSquare(long[] seen, double[] q, int draws) {
        double sum = 0;
        int possible = 0;
        double rareness = 0;
        for (int i = 0; i < q.length; i++) {
            if (q[i] == 0) {
                assertThat(seen[i]).isZero();
            } else {
                double expected = draws * q[i];
                sum += (seen[i] - expected) * (seen[i] - expected) / expected;
                possible++;
                rareness += 1 / expected;
            }
        }
        // The variance of χ² is at most this; the second term is for cells of small expectation.
        double deviation = Math.sqrt(2.0 * (possible - 1) + rareness);
        assertThat(sum).isBetween(possible - 1 - 5 * deviation, possible - 1 + 5 * deviation);
    }

    private static double[] powers(double[] counts, double power) {
        double[] q = Arrays.stream(counts).map(count -> Math.pow(count, power)).toArray();
        double total = Arrays.stream(q).sum();
        return Arrays.stream(q).map(weight -> weight / total).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 37})
    void shouldDrawEveryItemAlike(int size) {
        double[] q = new double[size];
        Arrays.fill(q, 1.0 / size);
        assertDrawsBy(new UniformSampler(vocabulary(size + 5), size), q);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.75, 1})
    void shouldDrawByThePowerOfTheCount(double power) {
        double[] counts = zipf(37);
        assertDrawsBy(new UnigramSampler(vocabulary(37), counts, power), powers(counts, power));
    }

    @Test
    void shouldDrawNothingThatNeverOccurs() {
        double[] counts = {0, 3, 0, 1, 0};
        UnigramSampler sampler = new UnigramSampler(vocabulary(5), counts, 0.75);
        assertDrawsBy(sampler, powers(counts, 0.75));
        assertThat(sampler.logProbability(0)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertDrawsBy(new UnigramSampler(vocabulary(1), new double[] {9}, 0.75), new double[] {1});
    }

    /** The columns of the alias table add up to the distribution, whatever the rounding. */
    @Test
    void shouldGiveALargeVocabularyProbabilitiesThatAddUpToOne() {
        int size = 100_003;
        UnigramSampler sampler = new UnigramSampler(vocabulary(size), zipf(size), 0.75);
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += Math.exp(sampler.logProbability(i));
        }
        assertThat(total).isCloseTo(1, within(1e-5));
    }

    @Test
    void shouldBeAFunctionOfTheSeedAndTouchNothingElse() {
        long[] vocabulary = vocabulary(1000);
        UniformSampler uniform = new UniformSampler(vocabulary, 1000);
        UnigramSampler unigram = new UnigramSampler(vocabulary, zipf(1000), 0.75);
        for (NegativeSampler sampler : new NegativeSampler[] {uniform, unigram}) {
            long[] ids = new long[12];
            float[] logs = new float[12];
            Arrays.fill(ids, -1);
            sampler.draw(5, ids, logs, 1, 10);
            assertThat(ids[0]).isEqualTo(-1);
            assertThat(ids[11]).isEqualTo(-1);
            assertThat(logs[0]).isZero();
            assertThat(logs[11]).isZero();
            assertThat(drawn(sampler, 5)).containsExactly(Arrays.copyOfRange(ids, 1, 11));
            assertThat(drawn(sampler, 6)).isNotEqualTo(drawn(sampler, 5));
            assertThat(logs[1]).isEqualTo(sampler.logProbability((int) ids[1]));
        }
    }

    private static long[] drawn(NegativeSampler sampler, long seed) {
        long[] ids = new long[10];
        sampler.draw(seed, ids, new float[10], 0, 10);
        return ids;
    }

    @Test
    void shouldRefuseWhatCannotBeDrawnFrom() {
        assertThatThrownBy(() -> new UniformSampler(vocabulary(3), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UniformSampler(vocabulary(3), 4)).isInstanceOf(IllegalArgumentException.class);
        for (double[] counts :
                new double[][] {{}, {1}, {0, 0}, {1, -1}, {1, Double.NaN}, {1, Double.POSITIVE_INFINITY}}) {
            assertThatThrownBy(() -> new UnigramSampler(vocabulary(2), counts, 0.75))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (double power : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new UnigramSampler(vocabulary(1), new double[] {1}, power))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new UnigramSampler(vocabulary(0), new double[0], 0.75))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
