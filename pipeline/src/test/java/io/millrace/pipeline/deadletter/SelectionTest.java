package io.millrace.pipeline.deadletter;

import static io.millrace.pipeline.deadletter.TestingLetters.T0;
import static io.millrace.pipeline.deadletter.TestingLetters.letter;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final List<DeadLetter> LETTERS =
            List.of(letter("a", 0, 1), letter("b", 0, 2), letter("a", 1, 3), letter("c", 1, 4));

    private static List<Long> selected(Selection selection) {
        return LETTERS.stream().filter(selection).map(DeadLetter::getOffset).toList();
    }

    private static Instant second(long second) {
        return Instant.ofEpochMilli(T0 + 1000 * second);
    }

    @Test
    void shouldSelectByEachConditionAlone() {
        assertThat(selected(Selection.ALL)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(selected(new Selection(Set.of("a", "c"), null, null, null, null, null)))
                .containsExactly(1L, 3L, 4L);
        assertThat(selected(new Selection(Set.of(), second(2), null, null, null, null)))
                .containsExactly(2L, 3L, 4L);
        assertThat(selected(new Selection(Set.of(), null, second(3), null, null, null)))
                .containsExactly(1L, 2L);
        assertThat(selected(new Selection(Set.of(), null, null, 1, null, null))).containsExactly(3L, 4L);
        assertThat(selected(new Selection(Set.of(), null, null, null, 3L, null)))
                .containsExactly(3L, 4L);
        assertThat(selected(new Selection(Set.of(), null, null, null, null, 3L)))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldSelectWhatMeetsAllConditions() {
        assertThat(selected(new Selection(Set.of("a"), second(1), second(4), 1, 2L, 3L)))
                .containsExactly(3L);
        assertThat(selected(new Selection(Set.of("b"), null, null, 1, null, null)))
                .isEmpty();
    }
}
