package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.epochs.NextItemTrainer;
import org.junit.jupiter.api.Test;

class FullRankingTest {
    private final FullRanking ranking = new FullRanking(5);

    @Test
    void shouldCountWhatScoresHigher() {
        assertThat(rank(new float[] {.1f, .5f, .3f, .2f, .4f}, 2)).isEqualTo(3);
        assertThat(rank(new float[] {.1f, .5f, .3f, .2f, .4f}, 1)).isEqualTo(1);
        assertThat(rank(new float[] {.1f, .5f, .3f, .2f, .4f}, 0)).isEqualTo(5);
    }

    @Test
    void shouldLeaveOutWhatWasInTheInput() {
        assertThat(rank(new float[] {.1f, .5f, .3f, .2f, .4f}, 0, 1, 2, 2)).isEqualTo(3);
    }

    @Test
    void shouldOrderItemsOfOneScoreByPlace() {
        float[] scores = {.5f, .5f, .9f, .5f, .5f};
        assertThat(rank(scores, 0)).isEqualTo(2);
        assertThat(rank(scores, 3)).isEqualTo(4);
        assertThat(rank(scores, 4, 1)).isEqualTo(4);
    }

    @Test
    void shouldNotFindATargetThatWasInTheInput() {
        assertThat(rank(new float[] {.9f, .5f, .3f, .2f, .4f}, 0, 3, 0)).isEqualTo(6);
    }

    @Test
    void shouldRankAheadOfTheTargetWhatIsNoNumber() {
        float nan = Float.NaN;
        assertThat(rank(new float[] {.9f, nan, .3f, nan, .4f}, 0)).isEqualTo(3);
        assertThat(rank(new float[] {nan, nan, nan, nan, nan}, 0)).isEqualTo(5);
    }

    private int rank(float[] scores, int target, int... kept) {
        return ranking.rank(
                scores, new UserHistory.Question(NextItemTrainer.tokens(kept, new long[kept.length]), target, 0));
    }
}
