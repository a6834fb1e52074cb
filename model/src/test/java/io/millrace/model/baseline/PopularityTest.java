package io.millrace.model.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PopularityTest {
    private static final LongPredicate ALL = item -> true;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void shouldRankByHowOftenItemsOccurred() {
        Popularity popularity = new Popularity();
        for (long item : new long[] {7, 3, 7, 9, 7, 3, 5}) {
            popularity.add(item, item * 1_000);
        }
        assertThat(popularity.size()).isEqualTo(4);
        assertThat(popularity.count(7, 1L << 50)).isEqualTo(3);
        assertThat(popularity.count(4, 0)).isZero();
        assertThat(popularity.top(2, ALL)).containsExactly(7, 3);
        assertThat(popularity.top(10, ALL)).containsExactly(7, 3, 5, 9);
        assertThat(popularity.top(0, ALL)).isEmpty();
        assertThat(popularity.rank(7, ALL)).hasValue(1);
        assertThat(popularity.rank(3, ALL)).hasValue(2);
        assertThat(popularity.rank(4, ALL)).isEmpty();
    }

    @Test
    void shouldPutEqualsInTheirMiddle() {
        Popularity popularity = new Popularity();
        popularity.add(100, 0);
        popularity.add(100, 0);
        for (long item = 0; item < 5; item++) {
            popularity.add(item, 0);
        }
        for (long item = 0; item < 5; item++) {
            assertThat(popularity.rank(item, ALL)).hasValue(4);
        }
    }

    @Test
    void shouldRankAmongAdmittedItemsAndTheItemItself() {
        Popularity popularity = new Popularity();
        for (long item = 1; item <= 6; item++) {
            for (long i = 0; i < item; i++) {
                popularity.add(item, 0);
            }
        }
        LongOpenHashSet seen = new LongOpenHashSet(new long[] {6, 4, 2});
        assertThat(popularity.top(2, item -> !seen.contains(item))).containsExactly(5, 3);
        assertThat(popularity.rank(3, item -> !seen.contains(item))).hasValue(2);
        assertThat(popularity.rank(2, item -> !seen.contains(item))).hasValue(3);
    }

    @Test
    void shouldCountHalfAfterEveryHalfLife() {
        Popularity popularity = new Popularity(Duration.ofHours(1));
        popularity.add(1, 10 * HOUR);
        popularity.add(1, 12 * HOUR);
        assertThat(popularity.count(1, 12 * HOUR)).isCloseTo(1.25, within(1e-12));
        assertThat(popularity.count(1, 15 * HOUR)).isCloseTo(1.25 / 8, within(1e-12));
        for (int i = 0; i < 3; i++) {
            popularity.add(2, 10 * HOUR);
        }
        assertThat(popularity.top(2, ALL)).containsExactly(1, 2);
        assertThat(popularity.rank(2, ALL)).hasValue(2);
    }

    /** Long enough for the landmark to move several times, with late events. */
    @Test
    void shouldAgreeWithCountsThatAreDecayedOneByOne() {
        Popularity popularity = new Popularity(Duration.ofHours(1));
        SplittableRandom random = new SplittableRandom(3);
        int items = 40;
        int events = 3_000;
        long[] times = new long[events];
        int[] of = new int[events];
        for (int i = 0; i < events; i++) {
            times[i] = (long) (2_000.0 * HOUR * i / events) - random.nextLong(5 * HOUR);
            of[i] = (int) Math.floor(items * Math.pow(random.nextDouble(), 2));
            popularity.add(of[i], times[i]);
        }
        long now = 2_000 * HOUR;
        double[] expected = new double[items];
        for (int i = 0; i < events; i++) {
            expected[of[i]] += Math.pow(2, -(double) (now - times[i]) / HOUR);
        }
        for (int item = 0; item < items; item++) {
            assertThat(popularity.count(item, now)).isCloseTo(expected[item], within(1e-9 * expected[item] + 1e-300));
        }
        long[] ordered = LongStream.range(0, items)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> -expected[item.intValue()]))
                .mapToLong(Long::longValue)
                .toArray();
        assertThat(popularity.top(10, ALL)).isEqualTo(Arrays.copyOf(ordered, 10));
        assertThat(popularity.rank(ordered[6], ALL)).hasValue(7);
    }

    @Test
    void shouldRefuseAHalfLifeOfNothing() {
        assertThatThrownBy(() -> new Popularity(Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
