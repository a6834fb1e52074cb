package io.millrace.model.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NegativeSamplerTest {
    /** Items are their own indices. */
    private static final long[] IDS = LongStream.range(0, 60).toArray();

    private static final long[] ZIPF = counts(i -> 1 + 100_000 / (i + 1));
    private static final long[] ONE_FOR_ALL = counts(i -> i == 17 ? 1_000_000 : 1);
    private static final long[] EQUAL = counts(i -> 3);

    private interface Count {
        long of(int item);
    }

    private static long[] counts(Count count) {
        return Arrays.stream(IDS).map(item -> count.of((int) item)).toArray();
    }

    private static Stream<Arguments> samplers() {
        return Stream.of(
                Arguments.of("uniform", new UniformSampler(IDS, 50), powers(EQUAL, 50, 1)),
                Arguments.of("one item", new UniformSampler(IDS, 1), powers(EQUAL, 1, 1)),
                Arguments.of("zipf", new UnigramSampler(IDS, ZIPF, 60, 1), powers(ZIPF, 60, 1)),
                Arguments.of("zipf flattened", new UnigramSampler(IDS, ZIPF, 59, 0.75), powers(ZIPF, 59, 0.75)),
                Arguments.of("zipf flat", new UnigramSampler(IDS, ZIPF, 60, 0), powers(EQUAL, 60, 1)),
                Arguments.of("equal", new UnigramSampler(IDS, EQUAL, 31, 0.75), powers(EQUAL, 31, 1)),
                Arguments.of("two", new UnigramSampler(IDS, ZIPF, 2, 0.75), powers(ZIPF, 2, 0.75)),
                Arguments.of("alone", new UnigramSampler(IDS, ZIPF, 1, 0.75), powers(EQUAL, 1, 1)),
                Arguments.of(
                        "one for all", new UnigramSampler(IDS, ONE_FOR_ALL, 60, 0.5), powers(ONE_FOR_ALL, 60, 0.5)));
    }

    private static double[] powers(long[] counts, int size, double power) {
        double[] q = Arrays.stream(counts)
                .limit(size)
                .mapToDouble(count -> Math.pow(count, power))
                .toArray();
        double total = Arrays.stream(q).sum();
        return Arrays.stream(q).map(weight -> weight / total).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void shouldDrawFromItsDistributionAndSaySo(String name, NegativeSampler sampler, double[] q) {
        long[] ids = new long[1_000];
        float[] logQ = new float[ids.length];
        long[] drawn = new long[q.length];
        int draws = 0;
        for (long seed = 0; seed < 400; seed++) {
            sampler.draw(seed, ids, logQ);
            for (int r = 0; r < ids.length; r++) {
                int item = (int) ids[r];
                assertThat((double) logQ[r]).isCloseTo(Math.log(q[item]), within(1e-5));
                drawn[item]++;
                draws++;
            }
        }
        double chiSquare = 0;
        for (int item = 0; item < q.length; item++) {
            double expected = draws * q[item];
            chiSquare += (drawn[item] - expected) * (drawn[item] - expected) / expected;
        }
        assertThat(chiSquare).isLessThanOrEqualTo(criticalChiSquare(q.length - 1));
    }

    /** Wilson and Hilferty's approximation of the value that chance exceeds once in 10,000 times. */
    private static double criticalChiSquare(int freedom) {
        if (freedom == 0) {
            return 0;
        }
        double variance = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - variance + 3.719 * Math.sqrt(variance), 3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void shouldDependOnTheSeedAlone(String name, NegativeSampler sampler, double[] q) {
        long[] once = new long[64];
        long[] again = new long[64];
        sampler.draw(5, once, new float[64]);
        sampler.draw(6, again, new float[64]);
        if (q.length > 1) {
            assertThat(once).isNotEqualTo(again);
        }
        sampler.draw(5, again, new float[64]);
        assertThat(once).isEqualTo(again);
    }

    /** Neighbouring seeds must not give shifted copies of one sequence. */
    @Test
    void shouldDrawAnewForTheNextSeed() {
        long[] one = new long[64];
        long[] next = new long[64];
        UniformSampler sampler = new UniformSampler(IDS, IDS.length);
        sampler.draw(5, one, new float[64]);
        sampler.draw(6, next, new float[64]);
        assertThat(Arrays.copyOfRange(one, 1, 64)).isNotEqualTo(Arrays.copyOf(next, 63));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void shouldAllocateNothingPerDraw(String name, NegativeSampler sampler, double[] q) {
        long[] ids = new long[10_000];
        float[] logQ = new float[ids.length];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        sampler.draw(1, ids, logQ);
        long before = threads.getCurrentThreadAllocatedBytes();
        sampler.draw(2, ids, logQ);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ids.length);
    }

    /** With the correction the sampled denominator of the softmax is right on average; without, it is not. */
    @Test
    void shouldMakeTheSampledSumUnbiased() {
        int positive = 4;
        double[] logits = new double[IDS.length];
        double whole = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = 2 * Math.sin(i);
            whole += Math.exp(logits[i]);
        }
        NegativeSampler sampler = new UnigramSampler(IDS, ZIPF, IDS.length, 0.75);
        int negatives = 32;
        int seeds = 20_000;
        long[] ids = new long[negatives];
        float[] corrections = new float[negatives];
        double sum = 0;
        double squares = 0;
        for (long seed = 0; seed < seeds; seed++) {
            sampler.draw(seed, ids, corrections);
            LogQ.corrections(corrections, corrections);
            double sampled = Math.exp(logits[positive]);
            for (int r = 0; r < negatives; r++) {
                if (ids[r] != positive) {
                    sampled += Math.exp(logits[(int) ids[r]] + corrections[r]);
                }
            }
            sum += sampled - whole;
            squares += (sampled - whole) * (sampled - whole);
        }
        assertThat(Math.abs(sum)).isLessThan(4 * Math.sqrt(squares));
        assertThat(Math.sqrt(squares / seeds)).isLessThan(whole / 2);
    }

    @Test
    void shouldCorrectUniformDrawsByAConstant() {
        float[] logQ = new float[128];
        new UniformSampler(IDS, 50).draw(1, new long[128], logQ);
        float[] corrections = new float[128];
        LogQ.corrections(logQ, corrections);
        for (float correction : corrections) {
            assertThat((double) correction).isCloseTo(Math.log(50 / 128.0), within(1e-6));
        }
    }

    @Test
    void shouldRefuseWhatItCannotDrawFrom() {
        assertThatThrownBy(() -> new UniformSampler(IDS, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UniformSampler(IDS, 61)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new UnigramSampler(IDS, ZIPF, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnigramSampler(IDS, new long[60], 60, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("item 0 occurs 0 times");
        for (double power : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new UnigramSampler(IDS, ZIPF, 60, power))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
