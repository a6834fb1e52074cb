package io.millrace.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ItemIndexBuilderTest {
    private static final int WIDTH = 7;

    private final ItemIndexBuilder builder = new ItemIndexBuilder(WIDTH);

    @Test
    void shouldAgreeWithBruteForceAtEveryCutEvenLater() {
        Random random = new Random(3);
        Map<Long, float[]> items = new HashMap<>();
        List<ItemIndex> cuts = new ArrayList<>();
        List<Map<Long, float[]>> expected = new ArrayList<>();
        for (int cut = 0; cut < 40; cut++) {
            int target = random.nextInt(1000);
            for (int i = 0; i < 600; i++) {
                change(items, random, items.size() < target);
            }
            cuts.add(builder.cut());
            expected.add(new HashMap<>(items));
        }
        for (int cut = 0; cut < cuts.size(); cut++) {
            assertAgree(cuts.get(cut), expected.get(cut), random);
        }
    }

    @Test
    void shouldLeaveOutExcludedItems() {
        builder.put(1, vector(1));
        builder.put(2, vector(2));
        TopK best = new TopK(5);

        builder.cut().scan(vector(1), LongSet.of(1), best);

        assertThat(best.drain()).extracting(ScoredItem::item).containsExactly(2L);
    }

    @Test
    void shouldScoreAnItemToTheSameBitWhateverStandsBesideIt() {
        Random random = new Random(5);
        float[] query = random(random);
        float[] weights = random(random);
        weights[0] = 10 * Math.signum(query[0]);
        builder.put(7, weights);
        float alone = best(builder.cut(), query).score();

        for (int item = 100; item < 100 + 3 * ItemIndex.CHUNK; item++) {
            builder.put(item, negated(query));
        }
        builder.remove(7);
        builder.put(7, weights);

        assertThat(best(builder.cut(), query)).isEqualTo(new ScoredItem(7, alone));
    }

    @Test
    void shouldFindExcludedItemsBehindEqualScores() {
        for (int item = 0; item < 2 * ItemIndex.CHUNK; item++) {
            builder.put(item, vector(1));
        }
        TopK best = new TopK(2);

        builder.cut().scan(vector(1), LongSet.of(0, 2), best);

        assertThat(best.drain()).extracting(ScoredItem::item).containsExactly(1L, 3L);
    }

    @Test
    void shouldScoreTheCosineWhateverTheNorm() {
        builder.put(1, vector(1e-3f));
        builder.put(2, vector(1e6f));
        builder.put(3, new float[WIDTH]);
        TopK best = new TopK(5);
        float[] query = vector((float) (1 / Math.sqrt(WIDTH)));

        builder.cut().scan(query, LongSets.EMPTY_SET, best);

        List<ScoredItem> found = best.drain();
        assertThat(found.get(0).score()).isEqualTo(1, within(1e-6f));
        assertThat(found.get(1).score()).isEqualTo(1, within(1e-6f));
        assertThat(found.get(2)).isEqualTo(new ScoredItem(3, 0));
    }

    @Test
    void shouldShareTheChunksThatDidNotChange() {
        for (int item = 0; item < 3 * ItemIndex.CHUNK; item++) {
            builder.put(item, vector(1));
        }
        ItemIndex before = builder.cut();
        builder.put(ItemIndex.CHUNK, vector(2));
        ItemIndex after = builder.cut();

        assertThat(after.chunk(0)).isSameAs(before.chunk(0));
        assertThat(after.chunk(1)).isNotSameAs(before.chunk(1));
        assertThat(after.chunk(2)).isSameAs(before.chunk(2));
    }

    private static ScoredItem best(ItemIndex index, float[] query) {
        TopK best = new TopK(1);
        index.scan(query, LongSets.EMPTY_SET, best);
        return best.drain().get(0);
    }

    private static float[] negated(float[] vector) {
        float[] negated = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            negated[i] = -vector[i];
        }
        return negated;
    }

    private void change(Map<Long, float[]> items, Random random, boolean grow) {
        long item = random.nextInt(1500);
        if (grow) {
            float[] weights = random(random);
            items.put(item, weights);
            builder.put(item, weights);
        } else {
            items.remove(item);
            builder.remove(item);
        }
    }

    private static void assertAgree(ItemIndex index, Map<Long, float[]> items, Random random) {
        assertThat(index.size()).isEqualTo(items.size());
        float[] query = random(random);
        LongOpenHashSet excluded = new LongOpenHashSet();
        items.keySet().stream().filter(item -> item % 11 == 0).forEach(item -> excluded.add((long) item));
        TopK best = new TopK(50);
        index.scan(query, excluded, best);
        Function<Long, Double> score = item -> cosine(query, items.get(item));

        List<ScoredItem> found = best.drain();
        List<Long> expected = items.keySet().stream()
                .filter(item -> !excluded.contains((long) item))
                .sorted((a, b) -> Double.compare(score.apply(b), score.apply(a)))
                .limit(50)
                .toList();
        assertThat(found).extracting(ScoredItem::item).isEqualTo(expected);
        found.forEach(item -> assertThat((double) item.score()).isEqualTo(score.apply(item.item()), within(1e-5)));
    }

    private static double cosine(float[] query, float[] weights) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
            product += (double) query[i] * weights[i];
            squares += (double) weights[i] * weights[i];
        }
        return product / Math.sqrt(squares);
    }

    private static float[] random(Random random) {
        float[] weights = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return weights;
    }

    private static float[] vector(float value) {
        float[] weights = new float[WIDTH];
        Arrays.fill(weights, value);
        return weights;
    }
}
