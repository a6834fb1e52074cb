package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ItemVocabularyTest {
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
        ItemVocabulary vocabulary = new ItemVocabulary(10);
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
        ItemVocabulary first = new ItemVocabulary(100);
        items.forEach(id -> first.add(id, 1));
        Collections.shuffle(items, new Random(3));
        ItemVocabulary second = new ItemVocabulary(100);
        items.forEach(id -> second.add(id, 1));
        assertThat(first.size()).isEqualTo(100);
        assertThat(idsOf(second)).isEqualTo(idsOf(first));
    }

    @Test
    void shouldKnowNothingOfTheItemWhosePlaceAnotherTakes() {
        List<Long> items = new ArrayList<>(LongStream.range(0, 2).boxed().toList());
        items.sort((a, b) -> Long.compareUnsigned(Ids.mix(b), Ids.mix(a)));
        ItemVocabulary vocabulary = new ItemVocabulary(1);
        vocabulary.add(items.get(0), 5);
        vocabulary.observe(items.get(0), new float[] {1}, 0, 1);
        vocabulary.add(items.get(1), 2);
        assertThat(idsOf(vocabulary)).containsExactly(items.get(1));
        assertThat(vocabulary.popularity().count(0)).isEqualTo(2);
        assertThat(vocabulary.vector(0)).isNull();
    }

    @Test
    void shouldDrawUniformlyAndRepeatablyFromWhatItKnows() {
        ItemVocabulary vocabulary = new ItemVocabulary(10);
        assertThat(vocabulary.draw(5, 1)).isEmpty();
        for (long id = 0; id < 4; id++) {
            vocabulary.add(id, 1);
        }
        long[] drawn = vocabulary.draw(40_000, 11);
        assertThat(vocabulary.draw(40_000, 11)).isEqualTo(drawn);
        for (long id = 0; id < 4; id++) {
            long wanted = id;
            assertThat(LongStream.of(drawn).filter(d -> d == wanted).count()).isBetween(9_700L, 10_300L);
        }
    }

    @Test
    void shouldRememberRowsNormalisedAndOnlyOfItemsItKnows() {
        ItemVocabulary vocabulary = new ItemVocabulary(10);
        vocabulary.add(1, 1);
        vocabulary.observe(1, new float[] {9, 3, 4}, 1, 2);
        vocabulary.observe(2, new float[] {3, 4}, 0, 2);
        assertThat(vocabulary.vector(0)).containsExactly(0.6f, 0.8f);
        assertThat(vocabulary.size()).isEqualTo(1);
    }
}
