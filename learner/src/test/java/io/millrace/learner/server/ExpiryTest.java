package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.exchange.Routing;
import io.millrace.model.row.TableNumbers;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When rows end that nobody touches. */
class ExpiryTest extends OneKeyGroup {
    @Test
    void shouldNotKeepARowThatIsOnlyDrawn() {
        start(1, TTL);
        draw(0, 1, 7);
        assertThat(pull(7, 0)).isEqualTo(born(7));
        push(0, 1, 7);
        draw(TTL, 2, 7);
        assertThat(pull(7, TTL)).isEqualTo(after(born(7), 1, 2));
        draw(TTL + 1, 1, 7);
        assertThat(pull(7, TTL + 1)).isEqualTo(born(7));
        assertThat(cut().rows).isEmpty();
        start(1, 0);
        draw(2 * TTL, 1, 7);
        assertThat(cut().rows).hasSize(1);
    }

    @Test
    void shouldTakeARowAsNotThereOnceItsTimeIsOverWhetherOrNotItWasRemoved() {
        for (boolean removed : new boolean[] {false, true}) {
            store = new InMemoryRowStore();
            start(1, TTL);
            push(0, 1, 7);
            assertThat(pull(7, TTL)).isEqualTo(after(born(7), 1));
            assertThat(pull(7, TTL + 1)).isEqualTo(born(7));
            // A pull moves no clock.
            assertThat(pull(7, TTL)).isEqualTo(after(born(7), 1));
            push(3 * TTL, 1, 8);
            if (removed) {
                shard.cut(0, 0, new TestingFollower());
                assertThat(store.row(new RowKey(0, 7))).isNull();
            }
            assertThat(pull(7, 0)).isEqualTo(born(7));
            push(3 * TTL, 1, 7);
            assertThat(pull(7, 3 * TTL)).isEqualTo(after(born(7), 1));
        }
    }

    @Test
    void shouldRemoveRowsWithTombstonesAndKeepThoseThatWereTouchedSince() {
        start(1, TTL);
        push(0, 1, 7, 8);
        assertThat(cut().rows).hasSize(2);
        push(TTL / 2, 1, 8);
        push(TTL + TTL / 10, 1, 9);
        assertThat(cut().rows.keySet()).containsExactlyInAnyOrder(new RowKey(0, 8), new RowKey(0, 9));
        assertThat(follower.tombstones).isEqualTo(1);
        assertThat(store.row(new RowKey(0, 7))).isNull();
        assertThat(store.waiting()).isEqualTo(2);
        push(3 * TTL, 1, 10);
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 10));
        assertThat(store.waiting()).isEqualTo(1);
        assertThat(follower.sum(5)).as("expired").isEqualTo(3);
    }

    @Test
    void shouldNotPublishAgainWhatOnlyGoesOnWaiting() {
        start(1, TTL);
        push(0, 1, 8);
        cut();
        push(TTL / 2, 1, 8);
        cut();
        push(TTL + TTL / 10, 1, 9);
        assertThat(cut().rows.keySet()).containsExactlyInAnyOrder(new RowKey(0, 8), new RowKey(0, 9));
        assertThat(follower.sent).isEqualTo(1);
    }

    @Test
    void shouldExpireRowsThatWereThereBeforeRowsExpired() {
        start(1, 0);
        push(0, 1, 7);
        cut();
        start(1, TTL);
        push(10 * TTL, 1, 8);
        cut();
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 8));
        assertThat(store.row(new RowKey(0, 7))).isNull();
    }

    @Test
    void shouldExpireRowsByAShorterLifeThanTheyWaitFor() {
        for (boolean offBetween : new boolean[] {false, true}) {
            store = new InMemoryRowStore();
            start(1, 50 * TTL);
            push(0, 1, 7);
            shard.erase(0, 6, 100);
            shard.cut(0, 0, new TestingFollower());
            if (offBetween) {
                start(1, 0);
                push(0, 1, 5);
                shard.cut(0, 0, new TestingFollower());
            }
            start(1, TTL);
            push(2 * TTL, 1, 8);
            TestingFollower after = new TestingFollower();
            shard.cut(0, 0, after);
            assertThat(after.rows.keySet()).containsExactly(new RowKey(0, 8));
            assertThat(store.keys(0)).containsExactly(new RowKey(0, 8));
            assertThat(store.waiting()).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepRowsForALongerLifeThanTheyWaitFor() {
        start(1, TTL);
        push(0, 1, 7);
        cut();
        start(1, 10 * TTL);
        push(2 * TTL, 1, 8);
        assertThat(cut().rows).hasSize(2);
        assertThat(store.waiting()).isEqualTo(2);
        push(11 * TTL, 1, 8);
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 8));
        assertThat(store.waiting()).isEqualTo(1);
    }

    @Test
    void shouldPutRowsIntoBucketsOverSeveralVersionsWhereThereAreMany() {
        int keyGroups = 4;
        Routing routing = new Routing(keyGroups, 1, TableNumbers.inOrder(2));
        shard = new ParameterShard(tables, 1, routing, store, RowLife.FOREVER, 1_000_000);
        for (long row = 0; row < 40_000; row += 1_000) {
            push(0, 1, LongStream.range(row, row + 1_000).toArray());
        }
        shard.cut(0, keyGroups - 1, follower);
        RowLife mortal = new RowLife(1, Duration.ofMillis(TTL), Duration.ofMillis(TTL));
        shard = new ParameterShard(tables, 1, routing, store, mortal, 1_000_000);
        for (long waiting = 0, before = -1; waiting < 40_000; before = waiting) {
            shard.cut(0, keyGroups - 1, follower);
            waiting = store.waiting();
            assertThat(waiting).isGreaterThan(before).isLessThan(before + 30_000);
        }
        // All are over at once, and leave over several versions too, of which each verifies.
        push(3 * TTL, 1, LongStream.range(0, 20).toArray());
        for (int left = 40_000; left > 20; left = follower.rows.size()) {
            shard.cut(0, keyGroups - 1, follower);
            assertThat(follower.rows).hasSizeBetween(Math.max(20, left - 18_000), left - 1);
            assertThat(follower.verifies()).isTrue();
        }
        assertThat(follower.rows).hasSize(20);
    }

    @Test
    void shouldHaveEveryRowWaitOnceOverRandomTouchesCutsAndRestores() {
        Random random = new Random(3);
        start(2, TTL);
        long time = 0;
        for (int i = 0; i < 2_000; i++) {
            time += random.nextInt(60);
            push(time - random.nextInt(300), 0.1f, random.nextInt(60));
            if (random.nextInt(10) == 0) {
                cut();
                long stored =
                        store.keys(0).stream().filter(key -> key.table() == 0).count();
                assertThat(store.waiting()).isEqualTo(stored);
                long oldest = time - TTL - TTL / 16;
                assertThat(store.keys(0))
                        .noneMatch(key -> key.table() == 0 && store.row(key).lastTouched < oldest - 300);
            }
            if (random.nextInt(30) == 0) {
                cut();
                start(2, TTL);
            }
        }
        assertThat(follower.sum(5)).isPositive();
    }
}
