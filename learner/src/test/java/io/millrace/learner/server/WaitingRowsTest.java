package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRowsTest {
    private final InMemoryRowStore store = new InMemoryRowStore();
    private WaitingRows waiting = new WaitingRows(store, 10, 1_000_000);

    private List<Long> due(long now) {
        List<Long> due = new ArrayList<>();
        waiting.due(0, now, () -> false, (table, row) -> due.add(row));
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
        waiting = new WaitingRows(store, 10, 1_000_000);
        assertThat(waiting.ttl(0)).isEqualTo(70);
        assertThat(waiting.ttl(1)).isZero();
        assertThat(due(0)).hasSize(2_505).allMatch(row -> row % 30 < 15);
        assertThat(due(20)).hasSize(2_495);
        waiting.flush();
        assertThat(store.waiting()).isZero();
    }

    @Test
    void shouldLeaveWhatIsMoreThanEnoughToTheNextTime() {
        for (long row = 0; row < 5_000; row++) {
            waiting.add(0, row % 20, 1, row);
        }
        waiting.flush();
        waiting.add(0, 5, 1, 5_000);
        List<Long> all = new ArrayList<>();
        int times = 0;
        for (int before = -1; before < all.size(); times++) {
            before = all.size();
            int most = before + 1_000;
            waiting.due(0, 20, () -> all.size() >= most, (table, row) -> all.add(row));
            waiting.flush();
            waiting = new WaitingRows(store, 10, 1_000_000);
        }
        assertThat(all).hasSize(5_001).doesNotHaveDuplicates();
        assertThat(times).isBetween(4, 7);
        assertThat(store.waiting()).isZero();
    }

    @Test
    void shouldRefuseWhatAnotherBuildHasStored() {
        store.writeBuckets(0, new long[] {1, 20, 3});
        assertThatThrownBy(() -> due(20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start afresh");
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

    @Test
    void shouldKeepFewChunksHoweverOftenItIsFlushed() {
        for (long row = 0; row < 3_000; row++) {
            waiting.add(0, 5, 1, row);
            if (row % 3 == 0 || row % 100 == 0) {
                waiting.flush();
            }
            if (row % 100 == 0) {
                waiting = new WaitingRows(store, 10, 1_000_000);
                waiting.add(0, 5, 1, -row - 1);
                waiting.flush();
            }
        }
        waiting.flush();
        assertThat(store.waitingChunks()).isLessThan(13);
        assertThat(due(10)).hasSize(3_030).doesNotHaveDuplicates();
    }

    @Test
    void shouldCountWhatIsNotInTheStoreYetAndLeaveItThereWhenItIsTooMuch() {
        waiting = new WaitingRows(store, 10, 2_400);
        assertThat(waiting.bytes()).isZero();
        for (long row = 0; row < 1_000; row++) {
            waiting.add((int) row % 3, row % 40, 1, row);
            assertThat(waiting.bytes()).isBetween(24L, 5_000L);
        }
        assertThat(store.waiting()).isGreaterThan(890);
        for (int keyGroup = 0; keyGroup < 3; keyGroup++) {
            waiting.clear(keyGroup);
        }
        assertThat(waiting.bytes()).isZero();
        assertThat(store.waiting()).isZero();
    }
}
