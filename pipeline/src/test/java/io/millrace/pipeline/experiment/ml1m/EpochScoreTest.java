package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EpochScoreTest {
    @Test
    void shouldComeBackFromItsRowToTheLastBit() {
        EpochScore score =
                new EpochScore(3, 1 / 3.0, 81_234.5, 8.25, Measures.NONE, Measures.of(.1, 2 / 3.0, .3, .4, .5));
        assertThat(score.row()).startsWith("3,0.3333333333333333,81234.5,8.25,,,,,,0.1,");
        assertThat(EpochScore.parse(score.row())).isEqualTo(score);
    }

    @Test
    void shouldRefuseARowThatIsCutOff() {
        assertThatThrownBy(() -> EpochScore.parse("3,0.33,812")).isInstanceOf(IllegalArgumentException.class);
    }
}
