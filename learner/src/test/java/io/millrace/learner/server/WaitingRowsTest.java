package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRowsTest {
    private final InMemoryRowStore store = new InMemoryRowStore();
    private WaitingRows waiting = new WaitingRows(store, 10);

    private List<Long> due(long now) {
        List<Long> due = new ArrayList<>();
        waiting.due(0, now, (table, row) -> due.add(row));
        return due;
    }

    @Test
    void shouldGiveARowOnceAndNotBeforeItsBucketHasEnded() {
        waiting.add(0, 19, 1, 7);
        waiting.add(0, 20, 1, 8);
        waiting.add(1, 5, 1, 9);
        assertThat(due(19)).isEmpty();
        assertThat(due(20)).containsExactly(7L);
        assertThat(due(1_000)).containsExactly(8L);
        assertThat(due(1_000)).isEmpty();
    }

    @Test
    void shouldKnowTheSameAfterARestore() {
        for (long row = 0; row < 5_000; row++) {
            waiting.add(0, row % 30 - 15, 2, row);
        }
        waiting.setTtl(0, 70);
        waiting.flush();
        waiting = new WaitingRows(store, 10);
        assertThat(waiting.ttl(0)).isEqualTo(70);
        assertThat(waiting.ttl(1)).isZero();
        assertThat(due(0)).hasSize(2_505).allMatch(row -> row % 30 < 15);
        assertThat(due(20)).hasSize(2_495);
        waiting.flush();
        assertThat(store.waiting()).isZero();
    }

    @Test
    void shouldHaveNoRowWaitOnceItIsCleared() {
        waiting.add(0, 19, 1, 7);
        waiting.flush();
        waiting.add(0, 19, 1, 8);
        waiting.add(1, 19, 1, 9);
        waiting.clear(0);
        waiting.flush();
        assertThat(due(1_000)).isEmpty();
        assertThat(store.waiting()).isEqualTo(1);
    }
}
