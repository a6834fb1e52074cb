package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.sampling.UniformSampler;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NextItemRankingTest {
    private final ItemVocabulary vocabulary = new ItemVocabulary(10, new UniformSampler());
    private final NextItemRanking ranking = new NextItemRanking(vocabulary);
    private final float[] query = {1, 0};

    @BeforeEach
    void fill() {
        vocabulary.add(1, 5);
        vocabulary.add(2, 9);
        vocabulary.add(3, 5);
        vocabulary.observe(1, new float[] {1, 0}, 0, 2);
        vocabulary.observe(2, new float[] {1, 1}, 0, 2);
        vocabulary.observe(3, new float[] {0, 1}, 0, 2);
    }

    @Test
    void shouldRankByScore() {
        LongOpenHashSet nothing = new LongOpenHashSet();
        assertThat(ranking.byModel(query, 1, nothing)).isEqualTo(1);
        assertThat(ranking.byModel(query, 2, nothing)).isEqualTo(2);
        assertThat(ranking.byModel(query, 3, nothing)).isEqualTo(3);
    }

    @Test
    void shouldLeaveOutSeenItemsButNotTheNextOne() {
        assertThat(ranking.byModel(query, 3, LongOpenHashSet.of(1, 3))).isEqualTo(2);
    }

    @Test
    void shouldCountAnItemWhoseRowIsUnknownAsAbove() {
        vocabulary.add(4, 1);
        assertThat(ranking.byModel(query, 1, new LongOpenHashSet())).isEqualTo(2);
        assertThat(ranking.byModel(query, 4, new LongOpenHashSet())).isEqualTo(NextItemRanking.UNRANKED);
    }

    @Test
    void shouldNotFindAnItemOutsideTheVocabulary() {
        assertThat(ranking.byModel(query, 99, new LongOpenHashSet())).isEqualTo(NextItemRanking.UNRANKED);
        assertThat(ranking.byPopularity(99, new LongOpenHashSet())).isEqualTo(NextItemRanking.UNRANKED);
    }

    @Test
    void shouldRankByPopularityInTheMiddleOfEquals() {
        vocabulary.add(5, 5);
        assertThat(ranking.byPopularity(2, new LongOpenHashSet())).isEqualTo(1);
        assertThat(ranking.byPopularity(1, new LongOpenHashSet())).isEqualTo(3);
        assertThat(ranking.byPopularity(1, LongOpenHashSet.of(2))).isEqualTo(2);
    }
}
