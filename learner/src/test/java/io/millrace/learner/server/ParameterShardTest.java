package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.model.optimizer.Optimizer;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Initializer;
import io.millrace.model.row.LayoutChange;
import io.millrace.model.row.Row;
import io.millrace.model.row.StoredLayout;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ParameterShardTest {
    private static final int GROUPS = 8;
    private static final Initializer BIRTH = (seed, table, row, weights, offset, width) -> {
        for (int i = 0; i < width; i++) {
            weights[offset + i] = row + i;
        }
    };
    /** Subtracts the gradient and counts in its slot. */
    private static final Optimizer DESCENT = new Optimizer() {
        @Override
        public String name() {
            return "descent";
        }

        @Override
        public int slots(int width) {
            return 1;
        }

        @Override
        public void apply(float[] row, int width, float[] gradient, int offset, long update) {
            for (int i = 0; i < width; i++) {
                row[i] -= gradient[offset + i];
            }
            row[width] = update;
        }
    };

    private final List<Table> tables = List.of(
            new Table(0, "narrow", Table.Kind.EMBEDDING, 2, 0, 0, BIRTH, DESCENT),
            new Table(1, "wide", Table.Kind.EMBEDDING, 3, 0, 0, BIRTH, DESCENT));
    private final Routing routing = new Routing(GROUPS, 1, TableNumbers.inOrder(2));
    private final InMemoryRowStore store = new InMemoryRowStore();
    private final ParameterShard shard = new ParameterShard(tables, 0, routing, store, 100_000);

    private static byte[] packed(float... values) {
        Floats floats = new Floats();
        floats.add(values, 0, values.length);
        return floats.packed();
    }

    private TestingFollower cut(ParameterShard of, TestingFollower follower) {
        of.cut(0, GROUPS - 1, follower);
        return follower;
    }

    @Test
    void shouldAnswerAPullOfAnUnknownRowWithItsBirthAndStoreNothing() {
        assertThat(Floats.unpack(shard.pull(new int[] {1, 0}, new long[] {5, 7}, 0)))
                .containsExactly(5, 6, 7, 7, 8);
        cut(shard, new TestingFollower());
        assertThat(store.size()).isZero();
    }

    @Test
    void shouldApplyEachGradientToItsRow() {
        shard.push(new int[] {0, 1}, new long[] {5, 5}, packed(1, 1, 2, 2, 2), 10);
        assertThat(Floats.unpack(shard.pull(new int[] {0, 1}, new long[] {5, 5}, 0)))
                .containsExactly(4, 5, 3, 4, 5);
    }

    @Test
    void shouldKeepUpdatesAndSlotsThroughEviction() {
        ParameterShard small = new ParameterShard(tables, 0, routing, store, 1);
        for (int i = 0; i < 3; i++) {
            small.push(new int[] {0, 1}, new long[] {5, 6}, packed(1, 1, 1, 1, 1), i);
        }
        assertThat(Floats.unpack(small.pull(new int[] {0, 1}, new long[] {5, 6}, 0)))
                .containsExactly(2, 3, 3, 4, 5);
        cut(small, new TestingFollower());
        assertThat(store.row(new RowKey(0, 5)).updates).isEqualTo(3);
        assertThat(store.row(new RowKey(0, 5)).values[2]).isEqualTo(3);
    }

    @Test
    void shouldCutOnlyWhatChangedSinceTheLastCut() {
        shard.push(new int[] {0}, new long[] {1}, packed(1, 1), 0);
        shard.push(new int[] {0}, new long[] {2}, packed(1, 1), 0);
        assertThat(cut(shard, new TestingFollower()).sent).isEqualTo(2);
        shard.push(new int[] {0}, new long[] {2}, packed(1, 1), 0);
        TestingFollower second = cut(shard, new TestingFollower());
        assertThat(second.rows.keySet()).containsExactly(new RowKey(0, 2));
        assertThat(second.ledgers).hasSize(GROUPS);
    }

    @Test
    void shouldKeepADigestOfTheWholeModelOverRandomUpdatesAndRestores() {
        Random random = new Random(17);
        TestingFollower follower = new TestingFollower();
        ParameterShard current = shard;
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 20; i++) {
                current.push(new int[] {0}, new long[] {random.nextInt(40)}, packed(random.nextFloat(), 1), i);
            }
            cut(current, follower);
            assertThat(follower.sum(1)).isEqualTo(follower.digest());
            assertThat(follower.sum(0)).isEqualTo(follower.rows.size());
            if (round % 7 == 0) {
                current = new ParameterShard(tables, 0, routing, store, 5);
            }
        }
    }

    /** A table before the others, the wide one gone, and another optimiser for the narrow one. */
    private ParameterShard changedLayout(LayoutChange[] change) {
        Optimizer other = new RowWiseAdaGrad(0.1f, 1e-8f);
        List<Table> after = List.of(
                new Table(0, "new", Table.Kind.EMBEDDING, 1, 0, 0, BIRTH, DESCENT),
                new Table(1, "narrow", Table.Kind.EMBEDDING, 2, 0, 0, BIRTH, other));
        change[0] = StoredLayout.of(tables).to(after);
        ParameterShard migrated =
                new ParameterShard(after, 0, new Routing(GROUPS, 1, change[0].numbers()), store, 100_000);
        migrated.migrate(0, GROUPS - 1, change[0]);
        return migrated;
    }

    @Test
    void shouldKeepWhatWasLearntWhenTablesComeAndGo() {
        shard.push(new int[] {0, 1, 0}, new long[] {5, 5, 6}, packed(1, 1, 2, 2, 2, 3, 3), 10);
        TestingFollower follower = cut(shard, new TestingFollower());
        assertThat(follower.sum(0)).isEqualTo(3);
        LayoutChange[] change = new LayoutChange[1];
        ParameterShard migrated = changedLayout(change);

        assertThat(Floats.unpack(migrated.pull(new int[] {0, 1}, new long[] {5, 5}, 0)))
                .containsExactly(5, 4, 5);
        migrated.push(new int[] {0, 1}, new long[] {5, 5}, packed(1, 0, 0), 20);
        follower.sent = 0;
        cut(migrated, follower);

        // Everything is published again, what is gone with a tombstone; by number, not by the new ids.
        assertThat(follower.sent).isEqualTo(4);
        assertThat(follower.rows.keySet())
                .containsExactlyInAnyOrder(new RowKey(0, 5), new RowKey(0, 6), new RowKey(2, 5));
        assertThat(follower.sum(0)).isEqualTo(3);
        assertThat(follower.sum(1)).isEqualTo(follower.digest());
        assertThat(store.row(new RowKey(1, 5))).isNull();
        assertThat(cut(migrated, new TestingFollower()).sent).isZero();
    }

    @Test
    void shouldBeginSlotsAnewUnderAnotherOptimizer() {
        shard.push(new int[] {0}, new long[] {6}, packed(3, 3), 10);
        shard.push(new int[] {0}, new long[] {6}, packed(0, 0), 11);
        cut(shard, new TestingFollower());
        assertThat(store.row(new RowKey(0, 6)).values).containsExactly(3, 4, 2);
        changedLayout(new LayoutChange[1]);
        Row row = store.row(new RowKey(0, 6));
        assertThat(row.values).containsExactly(3, 4, 0);
        assertThat(row.updates).isZero();
        assertThat(row.lastTouched).isEqualTo(11);
    }

    @Test
    void shouldFindOutWhichRowsChangedWhereItCouldNotRememberThem() {
        ParameterShard small = new ParameterShard(tables, 0, routing, store, 400);
        TestingFollower follower = new TestingFollower();
        for (int row = 0; row < 50; row++) {
            small.push(new int[] {0}, new long[] {row}, packed(1, 1), 0);
        }
        assertThat(cut(small, follower).sent).isEqualTo(50);
        for (int row = 0; row < 20; row++) {
            small.push(new int[] {0}, new long[] {row}, packed(1, row % 2 == 0 ? 0 : 1), 0);
        }
        small.push(new int[] {0}, new long[] {49}, packed(0, 0), 0);
        follower.sent = 0;
        assertThat(cut(small, follower).sent).isEqualTo(20);
        assertThat(follower.sum(0)).isEqualTo(50);
        assertThat(follower.sum(1)).isEqualTo(follower.digest());
    }

    @Test
    void shouldReadEachMissingRowOnceAndAKeyGroupsRowsTogether() {
        long[] rows = LongStream.range(0, 100).toArray();
        shard.pull(new int[100], rows, 0);
        assertThat(store.reads()).isLessThanOrEqualTo(GROUPS);
        shard.pull(new int[100], rows, 0);
        assertThat(store.reads()).isLessThanOrEqualTo(GROUPS);
        assertThat(shard.cacheStatistics().misses()).isEqualTo(100);
        assertThat(shard.cacheStatistics().hits()).isEqualTo(100);
        assertThat(shard.cacheStatistics().hitRate()).isEqualTo(0.5);
        assertThat(shard.cacheStatistics().rows()).isEqualTo(100);
    }

    @Test
    void shouldCountAndDigestAppliedExamplesInAnyOrder() {
        long[] ids = {3, -9, 77, 1234567};
        ParameterShard other = new ParameterShard(tables, 0, routing, new InMemoryRowStore(), 10);
        for (int i = 0; i < ids.length; i++) {
            shard.audit(ids[i]);
            other.audit(ids[ids.length - 1 - i]);
        }
        TestingFollower one = cut(shard, new TestingFollower());
        TestingFollower two = cut(other, new TestingFollower());
        assertThat(one.sum(2)).isEqualTo(4);
        assertThat(one.sum(3))
                .isEqualTo(two.sum(3))
                .isEqualTo(Ids.mix(3) + Ids.mix(-9) + Ids.mix(77) + Ids.mix(1234567));
    }
}
