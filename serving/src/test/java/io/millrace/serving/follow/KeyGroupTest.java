package io.millrace.serving.follow;

import static io.millrace.serving.follow.TestingLayout.ITEMS;
import static io.millrace.serving.follow.TestingLayout.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Digests;
import io.millrace.schemas.EndOfVersion;
import io.millrace.serving.version.GroupRows;
import org.junit.jupiter.api.Test;

class KeyGroupTest {
    private static final float[] ONE = {1, 2, 3, 4};
    private static final float[] TWO = {5, 6, 7, 8};

    private final KeyGroup group = new KeyGroup(3, TestingLayout.parse("model"));

    @Test
    void shouldKeepTheRowsOfAVersionWhileLaterOnesArrive() {
        group.put(ITEMS, 1, ONE);
        close(1, 1, item(1, ONE));
        group.put(ITEMS, 1, TWO);
        group.put(ITEMS, 2, TWO);
        close(2, 2, item(1, TWO) + item(2, TWO));

        KeyGroup.Snapshot first = group.take(1);

        assertThat(first.rows().get(ITEMS, 1)).isEqualTo(ONE);
        assertThat(first.rows().get(ITEMS, 2)).isNull();
        assertThat(group.take(2).rows().get(ITEMS, 1)).isEqualTo(TWO);
    }

    @Test
    void shouldSayWhatDiffersFromTheMark() {
        group.put(ITEMS, 1, ONE);
        close(1, 2, 15);

        assertThat(group.has(1)).isFalse();
        assertThat(group.lost(1)).isFalse();
        assertThat(group.why(1)).contains("key group 3", "1 rows", "2 with 000000000000000f");
        assertThat(group.why(2)).contains("key group 3", "not ended");
    }

    @Test
    void shouldLoseAVersionOnlyWhenALaterOneIsClosed() {
        group.put(ITEMS, 1, ONE);
        close(1, 9, 9);
        close(1, 1, item(1, ONE));
        assertThat(group.has(1)).isTrue();

        close(2, 9, 9);
        close(3, 1, item(1, ONE));

        assertThat(group.lost(1)).isFalse();
        assertThat(group.lost(2)).isTrue();
        assertThat(group.has(3)).isTrue();
    }

    /** A flipped bit may put a mark's version as far away as it likes. */
    @Test
    void shouldGoOnBehindAMarkWhoseVersionIsFarTooHigh() {
        group.put(ITEMS, 1, ONE);
        close(Long.MAX_VALUE, 1, item(1, ONE));
        group.put(ITEMS, 2, TWO);
        close(3, 9, 9);
        assertThat(group.has(3)).isFalse();
        assertThat(group.lost(3)).isTrue();

        close(4, 2, item(1, ONE) + item(2, TWO));

        assertThat(group.versions()).containsExactly(4L);
        assertThat(group.lost(4)).isFalse();
        assertThat(group.take(4).items()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void shouldAscribeTheItemsOfAForgottenVersionToTheNext() {
        group.put(ITEMS, 1, ONE);
        group.put(USERS, 9, new float[] {1, 2, 3});
        long user = Digests.contribution(USERS, 9, new float[] {1, 2, 3}, 3);
        close(1, 2, item(1, ONE) + user);
        group.put(ITEMS, 2, ONE);
        close(2, 3, item(1, ONE) + item(2, ONE) + user);
        group.forget(1);
        assertThat(group.take(2).items()).containsExactlyInAnyOrder(1L, 2L);

        group.put(ITEMS, 1, GroupRows.REMOVED);
        close(3, 2, item(2, ONE) + user);
        group.forget(3);
        close(4, 2, item(2, ONE) + user);
        assertThat(group.take(4).items()).containsExactly(1L);
    }

    @Test
    void shouldNotTakeARepetitionForAChange() {
        group.put(ITEMS, 1, ONE);
        close(1, 1, item(1, ONE));
        group.take(1);
        group.put(ITEMS, 1, ONE.clone());
        group.put(ITEMS, 5, GroupRows.REMOVED);
        close(2, 1, item(1, ONE));

        assertThat(group.take(2).items()).isEmpty();
    }

    @Test
    void shouldForgetTheOldestOfTooManyVersions() {
        for (int version = 1; version <= 2 * KeyGroup.MAX_IN_FLIGHT; version++) {
            close(version, 0, 0);
        }

        assertThat(group.versions()).hasSize(KeyGroup.MAX_IN_FLIGHT);
        assertThat(group.lost(1)).isTrue();
        assertThat(group.has(2 * KeyGroup.MAX_IN_FLIGHT)).isTrue();
    }

    private void close(long version, long rows, long digest) {
        group.close(new EndOfVersion(1L, version, 3, rows, digest, 0L, 0L));
    }

    private static long item(long row, float[] weights) {
        return Digests.contribution(ITEMS, row, weights, weights.length);
    }
}
