package io.millrace.model.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PopularityTest {
    private static final IntPredicate ALL = place -> true;

    private final Popularity popularity = new Popularity();

    @Test
    void shouldRankByHowOftenItemsOccurred() {
        for (int place : new int[] {7, 3, 7, 9, 7, 3, 5}) {
            popularity.add(place, 1);
        }
        popularity.add(9, 4);
        assertThat(popularity.count(7)).isEqualTo(3);
        assertThat(popularity.count(9)).isEqualTo(5);
        assertThat(popularity.count(4)).isZero();
        assertThat(popularity.rank(9, ALL)).isEqualTo(1);
        assertThat(popularity.rank(7, ALL)).isEqualTo(2);
        assertThat(popularity.rank(3, ALL)).isEqualTo(3);
        assertThat(popularity.rank(5, ALL)).isEqualTo(4);
    }

    @Test
    void shouldPutEqualsInTheirMiddle() {
        popularity.add(100, 2);
        for (int place = 0; place < 100; place++) {
            popularity.add(place, place % 2);
        }
        for (int place = 1; place < 100; place += 2) {
            assertThat(popularity.rank(place, ALL)).isEqualTo(1 + 49 / 2 + 1);
        }
    }

    @Test
    void shouldRankItemsThatNeverOccurredLast() {
        popularity.add(0, 3);
        popularity.add(1, 0);
        popularity.add(2, 0);
        popularity.add(3, 0);
        assertThat(popularity.rank(2, ALL)).isEqualTo(3);
    }

    @Test
    void shouldRankAmongAdmittedItemsAndTheItemItself() {
        for (int place = 0; place < 6; place++) {
            popularity.add(place, place + 1);
        }
        IntPredicate unseen = place -> !Set.of(5, 3, 1).contains(place);
        assertThat(popularity.rank(2, unseen)).isEqualTo(2);
        assertThat(popularity.rank(1, unseen)).isEqualTo(3);
    }

    @Test
    void shouldAskOnlyOfPlacesThatRankNoLower() {
        for (int place = 0; place < 6; place++) {
            popularity.add(place, place);
        }
        List<Integer> asked = new ArrayList<>();
        popularity.rank(3, asked::add);
        assertThat(asked).containsExactly(4, 5);
    }

    @Test
    void shouldBeginAnewAtAPlaceThatWasForgotten() {
        popularity.add(0, 9);
        popularity.add(1, 3);
        popularity.forget(0);
        assertThat(popularity.rank(1, ALL)).isEqualTo(1);
        popularity.add(0, 4);
        assertThat(popularity.count(0)).isEqualTo(4);
        assertThat(popularity.rank(1, ALL)).isEqualTo(2);
    }
}
