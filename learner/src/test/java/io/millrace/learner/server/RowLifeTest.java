package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.exchange.Floats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds of rows however long they live. */
class RowLifeTest extends OneKeyGroup {
    @Test
    void shouldLearnTheFirstTouchIntoTheRowWhereNoneHasToBeAdmitted() {
        start(1, 0);
        push(0, 1, 7);
        assertThat(pull(7, 0)).isEqualTo(after(born(7), 1));
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 7));
    }

    @Test
    void shouldNeverHaveDenseRowsAdmittedOrExpire() {
        start(5, TTL);
        Floats packed = new Floats();
        packed.add(new float[] {1, 1}, 0, 2);
        shard.push(new int[] {1}, new long[] {0}, packed.packed(), 0);
        push(100 * TTL, 1, 7);
        assertThat(cut().rows).containsKey(new RowKey(1, 0));
        assertThat(cut().tombstones).isZero();
    }

    @Test
    void shouldRefuseAnUpdateThatWouldMakeARowExplode() {
        start(1, 0);
        push(0, 1, 7);
        float[] before = pull(7, 0);
        for (float gradient : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
            assertThat(push(0, gradient, 7)).containsExactly(new Refusal(0, "rows", 7, false));
        }
        assertThat(pull(7, 0)).isEqualTo(before);
        assertThat(push(0, 1, 7)).isEmpty();
        assertThat(push(0, Float.NaN, 8, 9)).hasSize(2);
        assertThat(pull(8, 0)).isEqualTo(born(8));
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 7));
        assertThat(follower.sum(8)).as("refused").isEqualTo(5);
    }

    @Test
    void shouldRefuseLivesThatCannotBe() {
        assertThatThrownBy(() -> new RowLife(0, Duration.ZERO, Duration.ofDays(1)))
                .hasMessageContaining("0");
        assertThatThrownBy(() -> new RowLife(1, Duration.ofDays(-1), Duration.ofDays(1)))
                .hasMessageContaining("not negative");
    }
}
