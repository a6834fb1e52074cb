package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.Negatives;
import io.millrace.model.sampling.Sampling;
import io.millrace.model.sampling.UniformSampler;
import io.millrace.model.sampling.UnigramSampler;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ItemVocabularyTest {
    private static final long[] NONE = {};

    private static Set<Long> idsOf(ItemVocabulary vocabulary) {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < vocabulary.size(); i++) {
            ids.add(vocabulary.id(i));
            assertThat(vocabulary.indexOf(vocabulary.id(i))).isEqualTo(i);
        }
        return ids;
    }

    @Test
    void shouldCountPositivesOfAnItem() {
        ItemVocabulary vocabulary = new ItemVocabulary(10, new UniformSampler());
        vocabulary.add(7, 1);
        vocabulary.add(7, 2);
        vocabulary.add(8, 0);
        assertThat(vocabulary.popularity().count(vocabulary.indexOf(7))).isEqualTo(3);
        assertThat(vocabulary.popularity().count(vocabulary.indexOf(8))).isZero();
        assertThat(vocabulary.indexOf(9)).isEqualTo(-1);
    }

    @Test
    void shouldKeepTheSameSampleInWhateverOrderItemsCome() {
        List<Long> items = new ArrayList<>(LongStream.range(0, 1000).boxed().toList());
        ItemVocabulary first = new ItemVocabulary(100, new UniformSampler());
        items.forEach(id -> first.add(id, 1));
        Collections.shuffle(items, new Random(3));
        ItemVocabulary second = new ItemVocabulary(100, new UniformSampler());
        items.forEach(id -> second.add(id, 1));
        assertThat(first.size()).isEqualTo(100);
        assertThat(idsOf(second)).isEqualTo(idsOf(first));
    }

    @Test
    void shouldKnowNothingOfTheItemWhosePlaceAnotherTakes() {
        List<Long> items = new ArrayList<>(LongStream.range(0, 2).boxed().toList());
        items.sort((a, b) -> Long.compareUnsigned(Ids.mix(b), Ids.mix(a)));
        ItemVocabulary vocabulary = new ItemVocabulary(1, new UniformSampler());
        vocabulary.add(items.get(0), 5);
        vocabulary.observe(items.get(0), new float[] {1}, 0, 1);
        vocabulary.add(items.get(1), 2);
        assertThat(idsOf(vocabulary)).containsExactly(items.get(1));
        assertThat(vocabulary.popularity().count(0)).isEqualTo(2);
        assertThat(vocabulary.vector(0)).isNull();
    }

    private static double share(Negatives drawn, long id) {
        return (double) LongStream.of(drawn.ids()).filter(d -> d == id).count() / drawn.ids().length;
    }

    @Test
    void shouldDrawUniformlyAndRepeatablyFromWhatItKnows() {
        ItemVocabulary vocabulary = new ItemVocabulary(10, new UniformSampler());
        assertThat(vocabulary.draw(5, 1, NONE).ids()).isEmpty();
        for (long id = 0; id < 4; id++) {
            vocabulary.add(id, id);
        }
        Negatives drawn = vocabulary.draw(40_000, 11, new long[] {3, 99});
        assertThat(vocabulary.draw(40_000, 11, NONE).ids()).isEqualTo(drawn.ids());
        for (long id = 0; id < 4; id++) {
            assertThat(share(drawn, id)).isCloseTo(0.25, within(0.01));
        }
        float alike = (float) Math.log(0.25);
        assertThat(drawn.logProbabilities()).containsOnly(alike);
        assertThat(drawn.supervised()).containsExactly(alike, alike);
    }

    @Test
    void shouldDrawFrequentItemsAsOftenAsTheyShouldBeAndSayHowLikely() {
        ItemVocabulary vocabulary = new ItemVocabulary(10, new UnigramSampler(0.5));
        assertThat(vocabulary.draw(5, 1, new long[] {7}).ids()).isEmpty();
        long[] counts = {0, 3, 8, 35};
        for (int id = 0; id < counts.length; id++) {
            for (int positive = 0; positive < counts[id]; positive++) {
                vocabulary.add(id, 1);
            }
            vocabulary.add(id, 0);
        }
        // Roots of the counts and one: 1, 2, 3 and 6 of 12.
        Negatives drawn = vocabulary.draw(40_000, 11, new long[] {3, 99, 1});
        double[] wanted = {1 / 12.0, 2 / 12.0, 3 / 12.0, 6 / 12.0};
        for (int id = 0; id < counts.length; id++) {
            assertThat(share(drawn, id)).isCloseTo(wanted[id], within(0.01));
        }
        for (int i = 0; i < drawn.ids().length; i++) {
            float logProbability = (float) Math.log(wanted[(int) drawn.ids()[i]]);
            assertThat(drawn.logProbabilities()[i]).isCloseTo(logProbability, within(1e-6f));
        }
        assertThat(drawn.supervised())
                .containsExactly(
                        new float[] {(float) Math.log(6 / 12.0), (float) Math.log(1 / 12.0), (float) Math.log(2 / 12.0)
                        },
                        within(1e-6f));
    }

    @Test
    void shouldDrawTheItemThatTookAPlaceByItsOwnCount() {
        long[] items = LongStream.range(0, 3)
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(Ids.mix(a), Ids.mix(b)))
                .mapToLong(Long::longValue)
                .toArray();
        ItemVocabulary vocabulary = new ItemVocabulary(2, new UnigramSampler(1));
        vocabulary.add(items[2], 1_000_000);
        vocabulary.add(items[1], 1);
        vocabulary.add(items[0], 5);
        Negatives drawn = vocabulary.draw(40_000, 11, new long[] {items[2]});
        assertThat(share(drawn, items[0])).isCloseTo(6 / 8.0, within(0.01));
        assertThat(share(drawn, items[1])).isCloseTo(2 / 8.0, within(0.01));
        assertThat(drawn.supervised()).containsExactly(new float[] {(float) Math.log(1 / 8.0)}, within(1e-6f));
    }

    /** As a trainer does when it is restored: items in the order of their indices, with the counts they had. */
    @ParameterizedTest
    @EnumSource
    void shouldDrawTheSameWhenItIsFilledAnew(Sampling sampling) {
        ItemVocabulary grown = new ItemVocabulary(50, sampling.create(0.75));
        Random random = new Random(4);
        for (int i = 0; i < 3_000; i++) {
            grown.add((long) (200 * random.nextDouble() * random.nextDouble()), random.nextInt(3));
        }
        ItemVocabulary restored = new ItemVocabulary(50, sampling.create(0.75));
        for (int i = 0; i < grown.size(); i++) {
            restored.add(grown.id(i), grown.popularity().count(i));
        }
        assertThat(grown.size()).isEqualTo(50);
        for (long seed = 0; seed < 20; seed++) {
            Negatives drawn = grown.draw(30, 1_000 * seed, new long[] {seed, 2 * seed});
            assertThat(restored.draw(30, 1_000 * seed, new long[] {seed, 2 * seed}))
                    .usingRecursiveComparison()
                    .isEqualTo(drawn);
        }
    }

    @Test
    void shouldRememberRowsNormalisedAndOnlyOfItemsItKnows() {
        ItemVocabulary vocabulary = new ItemVocabulary(10, new UniformSampler());
        vocabulary.add(1, 1);
        vocabulary.observe(1, new float[] {9, 3, 4}, 1, 2);
        vocabulary.observe(2, new float[] {3, 4}, 0, 2);
        assertThat(vocabulary.vector(0)).containsExactly(0.6f, 0.8f);
        assertThat(vocabulary.size()).isEqualTo(1);
    }
}
