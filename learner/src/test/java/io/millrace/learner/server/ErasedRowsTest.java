package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What erasures do to rows. */
class ErasedRowsTest extends OneKeyGroup {
    @Test
    void shouldEraseARowAndRefuseWhatIsOlder() {
        start(1, 0);
        push(100, 1, 7);
        push(100, 1, 8);
        cut();
        shard.erase(0, 7, 200);
        assertThat(pull(7, 150)).isEqualTo(born(7));
        push(200, 1, 7);
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 8));
        assertThat(follower.tombstones).isEqualTo(1);
        start(1, 0);
        push(150, 1, 7);
        assertThat(cut().rows).hasSize(1);
        push(201, 1, 7);
        assertThat(pull(7, 201)).isEqualTo(after(born(7), 1));
        push(199, 1, 7);
        assertThat(pull(7, 201)).isEqualTo(after(born(7), 1));
        shard.erase(0, 7, 200);
        assertThat(cut().rows).hasSize(2);
        assertThat(follower.sum(6)).as("erased").isEqualTo(1);
        assertThat(follower.sum(7)).as("erased late").isEqualTo(3);
    }

    @Test
    void shouldComeToTheSameWhicheverOfErasureAndOlderPushIsFirst() {
        start(1, 0);
        push(100, 1, 7);
        shard.erase(0, 7, 200);
        push(300, 1, 7);
        float[] first = pull(7, 300);
        store = new InMemoryRowStore();
        start(1, 0);
        shard.erase(0, 7, 200);
        push(100, 1, 7);
        push(300, 1, 7);
        assertThat(pull(7, 300)).isEqualTo(first);
    }

    @Test
    void shouldForgetAnErasureWhenItsMemoryIsOver() {
        start(1, 0);
        shard.erase(0, 7, 100);
        cut();
        assertThat(store.row(new RowKey(0, 7)).erasedUntil).isEqualTo(100);
        push(20_000, 1, 8);
        cut();
        assertThat(store.row(new RowKey(0, 7))).isNull();
        assertThat(store.waiting()).isZero();
    }

    @Test
    void shouldForgetAnErasureAtTheSameMomentWhetherOrNotAVersionIsCut() {
        for (boolean cut : new boolean[] {false, true}) {
            store = new InMemoryRowStore();
            start(1, 0);
            shard.erase(0, 7, 100);
            push(5_100, 1, 8);
            push(50, 1, 7);
            assertThat(pull(7, 50)).isEqualTo(born(7));
            push(5_101, 1, 8);
            if (cut) {
                shard.cut(0, 0, new TestingFollower());
            }
            push(50, 1, 7);
            assertThat(pull(7, 50)).isEqualTo(after(born(7), 1));
            shard.erase(0, 7, 90);
            assertThat(pull(7, 50)).isEqualTo(born(7));
        }
    }

    @Test
    void shouldEraseTouchesOfARowThatIsNotAdmitted() {
        start(2, 0);
        push(100, 1, 7);
        shard.erase(0, 7, 200);
        push(300, 1, 7);
        assertThat(cut().rows.keySet()).containsExactly(standIn());
    }
}
