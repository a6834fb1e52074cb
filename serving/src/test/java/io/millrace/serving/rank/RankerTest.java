package io.millrace.serving.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Parameters;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
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

    private static float[][] trainers(ServedModel model, TokenSequence history) {
        Parameters parameters = TestingModels.parameters(model, USER, NEW_ITEM, GENRE);
        return TestingModels.recommender().rank(history, USER, NOW, CANDIDATES, parameters);
    }
}
