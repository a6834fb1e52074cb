package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** When rows are admitted, and what stands in for them until then. */
class AdmissionTest extends OneKeyGroup {
    @Test
    void shouldLetAStandInLearnUntilARowIsAdmitted() {
        start(3, 0);
        float[] standInBorn = Arrays.copyOf(Rows.bornOutOfVocabulary(tables.get(0), 1, 0).values, WIDTH);
        assertThat(pull(7, 0)).isEqualTo(born(7));
        push(0, 1, 7, 8);
        // The gradients of one push count together, once.
        assertThat(pull(7, 0)).isEqualTo(pull(9, 0)).isEqualTo(after(standInBorn, 2));
        push(1, 1, 7);
        assertThat(cut().rows.keySet()).containsExactly(standIn());
        assertThat(store.row(new RowKey(0, 7)).touches).isEqualTo(2);
        push(2, 1, 7);
        assertThat(pull(7, 2)).isEqualTo(born(7));
        assertThat(pull(8, 2)).isEqualTo(after(standInBorn, 2, 1, 1));
        assertThat(cut().rows.keySet()).containsExactlyInAnyOrder(standIn(), new RowKey(0, 7));
        push(3, 1, 7);
        assertThat(pull(7, 3)).isEqualTo(after(born(7), 1));
        assertThat(pull(8, 3)).isEqualTo(after(standInBorn, 2, 1, 1));
    }

    @Test
    void shouldRememberTouchesOverARestore() {
        start(2, 0);
        push(0, 1, 7);
        cut();
        start(2, 0);
        push(1, 1, 7);
        assertThat(cut().rows).containsKey(new RowKey(0, 7));
    }

    @Test
    void shouldEndStandInsOnceRowsAreAdmittedAtOnce() {
        start(2, 0);
        push(0, 1, 7);
        assertThat(cut().rows.keySet()).containsExactly(standIn());
        start(1, 0);
        assertThat(cut().rows).isEmpty();
        assertThat(follower.tombstones).isEqualTo(1);
        assertThat(store.row(standIn())).isNull();
        push(1, 1, 8);
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 8));
        assertThat(pull(9, 1)).isEqualTo(born(9));
    }

    @Test
    void shouldBearStandInsAnewWhenRowsHaveToBeAdmittedAgain() {
        start(2, 0);
        push(0, 1, 7);
        cut();
        start(1, 0);
        push(1, 1, 8);
        cut();
        start(2, 0);
        assertThat(pull(7, 2)).isEqualTo(born(7));
        push(2, 1, 9);
        float[] standInBorn = Arrays.copyOf(Rows.bornOutOfVocabulary(tables.get(0), 1, 0).values, WIDTH);
        assertThat(pull(9, 2)).isEqualTo(after(standInBorn, 1));
        assertThat(cut().rows.keySet()).containsExactlyInAnyOrder(standIn(), new RowKey(0, 8));
    }

    @Test
    void shouldForgetTouchesOfARowThatIsNotAdmittedInTheEndWhereRowsLiveForEver() {
        for (boolean cut : new boolean[] {false, true}) {
            store = new InMemoryRowStore();
            start(3, 0);
            push(0, 1, 6, 7);
            push(0, 1, 7);
            push(0, 1, 7);
            push(5_200, 1, 8);
            if (cut) {
                shard.cut(0, 0, new TestingFollower());
                assertThat(store.keys(0)).containsExactlyInAnyOrder(standIn(), new RowKey(0, 7), new RowKey(0, 8));
                assertThat(store.waiting()).isEqualTo(1);
            }
            push(5_200, 1, 6);
            push(5_200, 1, 6);
            shard.cut(0, 0, new TestingFollower());
            assertThat(store.row(new RowKey(0, 6)).touches).isEqualTo(2);
            assertThat(store.row(new RowKey(0, 7)).isLive()).isTrue();
        }
    }

    @Test
    void shouldNotAdmitARowThatIsOnlyDrawn() {
        start(2, 0);
        float[] standInBorn = Arrays.copyOf(Rows.bornOutOfVocabulary(tables.get(0), 1, 0).values, WIDTH);
        push(0, 1, 7);
        draw(0, 2, 7);
        draw(0, 3, 7);
        assertThat(pull(7, 0)).isEqualTo(after(standInBorn, 1, 2, 3));
        assertThat(cut().rows.keySet()).containsExactly(standIn());
        push(0, 1, 7);
        draw(0, 1, 7);
        assertThat(pull(7, 0)).isEqualTo(after(born(7), 1));
    }
}
