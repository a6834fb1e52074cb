package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How rows come to be and cease to be, on one key group. */
class RowLifeTest {
    private static final int WIDTH = 2;
    private static final long TTL = 1_000;

    private final List<Table> tables;
    private InMemoryRowStore store = new InMemoryRowStore();
    private final TestingFollower follower = new TestingFollower();
    private ParameterShard shard;

    RowLifeTest() {
        Layout layout = new Layout(new RowWiseAdaGrad(0.1f, 1e-8f), new RowWiseAdaGrad(0.1f, 1e-8f));
        layout.embedding("rows", WIDTH, new Distribution.Normal(1));
        layout.dense("dense", WIDTH, new Distribution.Normal(1));
        tables = layout.tables();
    }

    private void start(int admission, long ttl) {
        start(new RowLife(admission, Duration.ofMillis(ttl), Duration.ofMillis(5_000)));
    }

    private void start(RowLife life) {
        shard = new ParameterShard(tables, 1, new Routing(1, 1, TableNumbers.inOrder(2)), store, life, 100_000);
    }

    private float[] pull(long row, long time) {
        return Floats.unpack(shard.pull(new int[] {0}, new long[] {row}, time));
    }

    private List<Refusal> push(long time, float gradient, long... rows) {
        return push(time, gradient, new boolean[0], rows);
    }

    /** Of one row, as a negative only. */
    private void draw(long time, float gradient, long row) {
        push(time, gradient, new boolean[] {true}, row);
    }

    private List<Refusal> push(long time, float gradient, boolean[] drawn, long... rows) {
        float[] gradients = new float[rows.length * WIDTH];
        Arrays.fill(gradients, gradient);
        Floats packed = new Floats();
        packed.add(gradients, 0, gradients.length);
        return shard.push(new int[rows.length], rows, packed.packed(), drawn, time);
    }

    private TestingFollower cut() {
        follower.sent = 0;
        follower.tombstones = 0;
        shard.cut(0, 0, follower);
        assertThat(follower.verifies()).isTrue();
        return follower;
    }

    private float[] born(long row) {
        return Arrays.copyOf(Rows.born(tables.get(0), 1, row).values, WIDTH);
    }

    private RowKey standIn() {
        return new RowKey(OutOfVocabulary.number(0), 0);
    }

    /** What a row is after gradients, in a table of its own. */
    private float[] after(float[] start, float... gradients) {
        float[] row = Arrays.copyOf(start, WIDTH + 1);
        for (float gradient : gradients) {
            float[] both = {gradient, gradient};
            tables.get(0).optimizer().apply(row, WIDTH, both, 0, 1);
        }
        return Arrays.copyOf(row, WIDTH);
    }

    @Test
    void shouldLearnTheFirstTouchIntoTheRowWhereNoneHasToBeAdmitted() {
        start(1, 0);
        push(0, 1, 7);
        assertThat(pull(7, 0)).isEqualTo(after(born(7), 1));
        assertThat(cut().rows.keySet()).containsExactly(new RowKey(0, 7));
    }

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
        push(3 * TTL, 1, LongStream.range(0, 20).toArray());
        shard.cut(0, keyGroups - 1, follower);
        assertThat(follower.rows).hasSize(20);
        assertThat(follower.verifies()).isTrue();
    }

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
