package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.publish.HeldMarks;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a follower uses is what a trainer is given, whatever lives rows are given at restarts. */
class ServedRowsTest {
    private static final int WIDTH = 2;
    private static final int ROWS = 40;
    private static final RowLife[] LIVES = {
        life(1, 0), life(1, 1_000), life(1, 300), life(3, 0), life(3, 1_000), life(2, 5_000)
    };

    private final List<Table> tables;
    private final InMemoryRowStore store = new InMemoryRowStore();
    private final TestingFollower follower = new TestingFollower();
    private RowLife life;
    private ParameterShard shard;
    private long time;

    ServedRowsTest() {
        Layout layout = new Layout(new RowWiseAdaGrad(0.1f, 1e-8f), new RowWiseAdaGrad(0.1f, 1e-8f));
        layout.embedding("rows", WIDTH, new Distribution.Normal(1));
        tables = layout.tables();
    }

    private static RowLife life(int admission, long ttl) {
        return new RowLife(admission, Duration.ofMillis(ttl), Duration.ofMillis(2_000));
    }

    private void start(RowLife configured) {
        life = configured;
        shard = new ParameterShard(tables, 1, new Routing(1, 1, TableNumbers.inOrder(1)), store, life, 100_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBeWhatTrainersAreGiven(long seed) {
        Random random = new Random(seed);
        start(LIVES[random.nextInt(LIVES.length)]);
        for (int i = 0; i < 2_000; i++) {
            learnOrErase(random);
            if (random.nextInt(30) == 0) {
                if (random.nextInt(3) == 0) {
                    shard.cut(0, 0, follower);
                    start(LIVES[random.nextInt(LIVES.length)]);
                }
                shard.cut(0, 0, follower);
                assertAllServed();
            }
        }
    }

    private void assertAllServed() {
        assertThat(follower.verifies()).isTrue();
        for (long served = 0; served < ROWS; served++) {
            assertServed(served);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBeThatAgainWithTheFirstVersionAfterAHoldAndTheOldOneUntilThen(long seed) {
        Random random = new Random(seed);
        start(LIVES[random.nextInt(LIVES.length)]);
        for (int i = 0; i < 2_000; i++) {
            learnOrErase(random);
            if (random.nextInt(30) == 0) {
                if (random.nextInt(3) == 0) {
                    shard.cut(0, 0, follower);
                    assertAllServed();
                } else {
                    withhold();
                }
                if (random.nextInt(3) == 0) {
                    Backlog backlog = shard.backlog();
                    start(LIVES[random.nextInt(LIVES.length)]);
                    shard.takeOver(backlog);
                }
            }
        }
    }

    /** The mark of a held version is that of the last one that was not. */
    private void withhold() {
        shard.withhold(0, 0, new HeldMarks(1, 1, mark -> {
            assertThat(mark.getRows()).isEqualTo(follower.rows.size());
            assertThat(mark.getDigest()).isEqualTo(follower.digest());
        }));
        assertThat(shard.backlog()).isEqualTo(Backlog.WHAT_DIFFERS);
    }

    private void learnOrErase(Random random) {
        time += random.nextInt(20);
        long row = random.nextInt(ROWS) * random.nextInt(ROWS) / ROWS;
        if (random.nextInt(20) == 0) {
            shard.erase(0, row, time - random.nextInt(100));
        } else {
            push(row, random.nextFloat() - 0.5f, random.nextInt(4) == 0);
        }
    }

    private void push(long row, float gradient, boolean drawn) {
        Floats packed = new Floats();
        packed.add(new float[] {gradient, -gradient}, 0, WIDTH);
        shard.push(new int[] {0}, new long[] {row}, packed.packed(), new boolean[] {drawn}, time);
    }

    private void assertServed(long row) {
        long now = store.readLedger(0).now;
        Row stored = store.row(new RowKey(0, row));
        // What is over is published until its bucket is due.
        if (stored != null && stored.isLive() && life.isExpired(stored, now)) {
            assertThat(life.deadline(stored)).isGreaterThanOrEqualTo(now - life.bucketWidth());
            return;
        }
        float[] standIn = follower.rows.get(new RowKey(OutOfVocabulary.number(0), 0));
        float[] born = Arrays.copyOf(Rows.born(tables.get(0), 1, row).values, WIDTH);
        float[] served = follower.rows.getOrDefault(new RowKey(0, row), standIn == null ? born : standIn);
        assertThat(Floats.unpack(shard.pull(new int[] {0}, new long[] {row}, now)))
                .as("row %d under %s", row, life)
                .isEqualTo(served);
    }
}
