package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutOfVocabularyTest {
    @Test
    void shouldLieInItsKeyGroupUnderANumberThatNoTableHas() {
        for (int table = 0; table < 5; table++) {
            int number = OutOfVocabulary.number(table);
            assertThat(number).isLessThan(-1);
            assertThat(OutOfVocabulary.number(number)).isEqualTo(table);
            assertThat(OutOfVocabulary.is(number)).isTrue();
            for (int group = 0; group < 64; group++) {
                long row = OutOfVocabulary.row(number, group, 64);
                assertThat(KeyGroups.of(number, row, 64)).isEqualTo(group);
            }
        }
        assertThat(OutOfVocabulary.is(0)).isFalse();
        assertThat(OutOfVocabulary.is(TableNumbers.NONE)).isFalse();
    }

    /** Written down when it was made: readers of the model topic rely on it. */
    @Test
    void shouldNeverChange() {
        assertThat(OutOfVocabulary.number(3)).isEqualTo(-5);
        assertThat(OutOfVocabulary.row(-5, 0, 8)).isZero();
        assertThat(OutOfVocabulary.row(-5, 7, 8)).isEqualTo(1);
    }
}
