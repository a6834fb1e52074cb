package io.millrace.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopKTest {
    static final Comparator<ScoredItem> BEST_FIRST =
            Comparator.comparing(ScoredItem::score).reversed().thenComparing(ScoredItem::item);

    @Test
    void shouldKeepWhatASortWouldPutFirst() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int k = 1 + random.nextInt(20);
            TopK best = new TopK(k);
            List<ScoredItem> all = new ArrayList<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                ScoredItem item = new ScoredItem(random.nextInt(1000) - 500, random.nextInt(6) - 3);
                all.add(item);
                best.offer(item.item(), item.score());
            }
            all.sort(BEST_FIRST);

            assertThat(best.drain()).isEqualTo(all.subList(0, Math.min(k, all.size())));
            assertThat(best.drain()).isEmpty();
        }
    }

    @Test
    void shouldNeverKeepAScoreThatIsNotANumber() {
        TopK best = new TopK(2);
        best.offer(1, Float.NaN);
        best.offer(2, Float.NEGATIVE_INFINITY);

        assertThat(best.drain()).containsExactly(new ScoredItem(2, Float.NEGATIVE_INFINITY));
    }

    @Test
    void shouldSayBelowWhichScoreAnOfferIsInVain() {
        TopK best = new TopK(2);
        best.offer(1, 3);
        assertThat(best.least()).isEqualTo(Float.NEGATIVE_INFINITY);
        best.offer(2, 1);
        assertThat(best.least()).isEqualTo(1);
        best.offer(3, 2);
        assertThat(best.least()).isEqualTo(2);
    }

    @Test
    void shouldRefuseToKeepNothing() {
        assertThatThrownBy(() -> new TopK(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
