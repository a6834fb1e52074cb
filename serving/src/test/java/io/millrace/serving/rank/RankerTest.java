package io.millrace.serving.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Parameters;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RankerTest {
    private static final long USER = 4_321;
    private static final long NEW_ITEM = 9_999;
    private static final long GENRE = 555;
    private static final long NOW = 5_000;
    private static final TokenSequence HISTORY = TestingModels.history(3, 9, 200);
    private static final Candidates CANDIDATES =
            new Candidates(new long[] {7, NEW_ITEM, 9}, new long[][] {{GENRE}, {0}, {GENRE}});

    private final ServedModel model = TestingModels.version(1);
    private final Ranker ranker = new Ranker(model);

    @Test
    void shouldScoreAsTheTrainerWouldWithRowsItHasNotSeenNewlyBorn() {
        assertThat(ranker.rank(HISTORY, USER, NOW, CANDIDATES)).isDeepEqualTo(trainers(model, HISTORY));
    }

    @Test
    void shouldRankForAUserWithoutAHistory() {
        TokenSequence nothing = TestingModels.history();

        assertThat(ranker.rank(nothing, USER, NOW, CANDIDATES)).isDeepEqualTo(trainers(model, nothing));
    }

    @Test
    void shouldNotBeSwayedByOtherRequestsAndVersions() {
        float[][] first = ranker.rank(HISTORY, USER, NOW, CANDIDATES);
        float[][] other = new Ranker(TestingModels.version(2)).rank(HISTORY, USER, NOW, CANDIDATES);
        ranker.rank(TestingModels.history(8), 1, NOW, new Candidates(new long[] {1}, new long[][] {{2}}));

        assertThat(other).isNotEqualTo(first);
        assertThat(ranker.rank(HISTORY, USER, NOW, CANDIDATES)).isDeepEqualTo(first);
    }

    @Test
    void shouldReturnNothingForNoCandidates() {
        assertThat(ranker.rank(HISTORY, USER, NOW, new Candidates(new long[0], new long[0][])))
                .isEmpty();
    }

    @Test
    void shouldGiveTheSameBitsHoweverTheCandidatesAreCut() {
        Candidates many = many(1_500);
        float[][] together = TestingModels.recommender()
                .rank(HISTORY, USER, NOW, many, TestingModels.parameters(model, USER, NEW_ITEM, GENRE));

        for (int batch : new int[] {1, 7, 128, 1_499, 5_000}) {
            assertThat(new Ranker(model, batch).rank(HISTORY, USER, NOW, many))
                    .as("micro-batches of " + batch)
                    .isDeepEqualTo(together);
        }
        Candidates last = new Candidates(new long[] {many.items()[1_499]}, new long[][] {many.features()[1_499]});
        assertThat(ranker.rank(HISTORY, USER, NOW, last)[0]).isEqualTo(together[1_499]);
    }

    @Test
    void shouldRefuseCandidatesWithoutTheConfiguredFeatures() {
        assertThatThrownBy(() -> ranker.rank(HISTORY, USER, NOW, new Candidates(new long[] {7}, new long[1][0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a candidate carries 0 features, but 1 are configured");
        assertThatThrownBy(() -> ranker.rank(HISTORY, USER, NOW, new Candidates(new long[] {7}, new long[0][])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 candidates, but features of 0");
        Candidates numeric = new Candidates(new long[] {7}, new long[1][1], new float[1][2]);
        assertThatThrownBy(() -> ranker.rank(HISTORY, USER, NOW, numeric))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 dense features");
    }

    @Test
    void shouldRefuseEmptyMicroBatches() {
        assertThatThrownBy(() -> new Ranker(model, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Candidates many(int count) {
        long[] items = LongStream.range(0, count)
                .map(i -> i % 100 == 99 ? NEW_ITEM : 1 + i % TestingModels.ITEMS)
                .toArray();
        long[][] features = new long[count][];
        Arrays.setAll(features, i -> new long[] {i % 3 == 0 ? GENRE : 0});
        return new Candidates(items, features);
    }

    private static float[][] trainers(ServedModel model, TokenSequence history) {
        Parameters parameters = TestingModels.parameters(model, USER, NEW_ITEM, GENRE);
        return TestingModels.recommender().rank(history, USER, NOW, CANDIDATES, parameters);
    }
}
