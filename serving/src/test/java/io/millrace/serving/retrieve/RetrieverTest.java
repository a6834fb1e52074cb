package io.millrace.serving.retrieve;

import static io.millrace.serving.version.TestingModels.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.TokenSequence;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
import it.unimi.dsi.fastutil.longs.LongSet;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrieverTest {
    private static final long NOW = 5_000;
    private static final TokenSequence HISTORY = TestingModels.history(3, 9, 9, 200, 5_000_000);

    private final ServedModel model = TestingModels.version(1);
    private final Retriever retriever = new Retriever(model);

    @Test
    void shouldFindWhatBruteForceFinds() {
        List<ScoredItem> found = retriever.retrieve(HISTORY, NOW, 25, LongSets.EMPTY_SET);

        Map<Long, Double> cosines = cosines(model);
        assertThat(found).extracting(ScoredItem::item).isEqualTo(best(cosines, 25));
        found.forEach(item -> assertThat((double) item.score()).isEqualTo(cosines.get(item.item()), within(1e-5)));
    }

    @Test
    void shouldFilterWhatWasSeen() {
        long favourite =
                retriever.retrieve(HISTORY, NOW, 1, LongSets.EMPTY_SET).get(0).item();

        List<ScoredItem> found = retriever.retrieve(HISTORY, NOW, ITEMS, LongSet.of(favourite, 3));

        assertThat(found).hasSize(ITEMS - 2);
        assertThat(found).extracting(ScoredItem::item).doesNotContain(favourite, 3L);
    }

    @Test
    void shouldOfferOnlyItemsThatTheVersionHas() {
        assertThat(retriever.retrieve(HISTORY, NOW, 10_000, LongSets.EMPTY_SET))
                .extracting(ScoredItem::item)
                .hasSize(ITEMS)
                .doesNotContain(5_000_000L);
    }

    @Test
    void shouldFindNothingForAnEmptyHistory() {
        assertThat(retriever.retrieve(TestingModels.history(), NOW, 5, LongSets.EMPTY_SET))
                .isEmpty();
    }

    @Test
    void shouldRefuseToFindNothing() {
        assertThatThrownBy(() -> retriever.retrieve(HISTORY, NOW, 0, LongSets.EMPTY_SET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAnswerFromItsOwnVersionWhileOthersAreAsked() {
        Retriever other = new Retriever(TestingModels.version(2));
        List<Long> expected = best(cosines(model), 10);
        List<Long> expectedOfOther = best(cosines(other.model()), 10);
        assertThat(expected).isNotEqualTo(expectedOfOther);

        List<List<Long>> answers = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> (i % 2 == 0 ? retriever : other)
                        .retrieve(HISTORY, NOW, 10, LongSets.EMPTY_SET).stream()
                                .map(ScoredItem::item)
                                .toList())
                .toList();

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).isEqualTo(i % 2 == 0 ? expected : expectedOfOther);
        }
    }

    private static List<Long> best(Map<Long, Double> cosines, int k) {
        return cosines.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(k)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<Long, Double> cosines(ServedModel model) {
        float[] query = TestingModels.recommender().query(HISTORY, NOW, TestingModels.parameters(model, 5_000_000));
        Map<Long, Double> cosines = new HashMap<>();
        for (long item = 1; item <= ITEMS; item++) {
            float[] weights = model.row(model.layout().items().id(), item);
            double product = 0;
            double squares = 0;
            for (int i = 0; i < query.length; i++) {
                product += (double) query[i] * weights[i];
                squares += (double) weights[i] * weights[i];
            }
            cosines.put(item, product / Math.sqrt(squares));
        }
        return cosines;
    }
}
