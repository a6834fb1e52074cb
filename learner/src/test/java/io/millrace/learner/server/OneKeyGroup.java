package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A shard of one key group with a table of embeddings and a dense one, and a follower of what it publishes. */
abstract class OneKeyGroup {
    static final int WIDTH = 2;
    static final long TTL = 1_000;

    final List<Table> tables;
    InMemoryRowStore store = new InMemoryRowStore();
    final TestingFollower follower = new TestingFollower();
    ParameterShard shard;

    OneKeyGroup() {
        Layout layout = new Layout(new RowWiseAdaGrad(0.1f, 1e-8f), new RowWiseAdaGrad(0.1f, 1e-8f));
        layout.embedding("rows", WIDTH, new Distribution.Normal(1));
        layout.vector("dense", WIDTH, new Distribution.Normal(1));
        tables = layout.tables();
    }

    void start(int admission, long ttl) {
        start(new RowLife(admission, Duration.ofMillis(ttl), Duration.ofMillis(5_000)));
    }

    void start(RowLife life) {
        shard = new ParameterShard(tables, 1, new Routing(1, 1, TableNumbers.inOrder(2)), store, life, 100_000);
    }

    float[] pull(long row, long time) {
        return Floats.unpack(shard.pull(new int[] {0}, new long[] {row}, time));
    }

    List<Refusal> push(long time, float gradient, long... rows) {
        return push(time, gradient, new boolean[0], rows);
    }

    /** Of one row, as a negative only. */
    void draw(long time, float gradient, long row) {
        push(time, gradient, new boolean[] {true}, row);
    }

    List<Refusal> push(long time, float gradient, boolean[] drawn, long... rows) {
        float[] gradients = new float[rows.length * WIDTH];
        Arrays.fill(gradients, gradient);
        Floats packed = new Floats();
        packed.add(gradients, 0, gradients.length);
        return shard.push(new int[rows.length], rows, packed.packed(), drawn, time);
    }

    TestingFollower cut() {
        follower.sent = 0;
        follower.tombstones = 0;
        shard.cut(0, 0, follower);
        assertThat(follower.verifies()).isTrue();
        return follower;
    }

    float[] born(long row) {
        return Arrays.copyOf(Rows.born(tables.get(0), 1, row).values, WIDTH);
    }

    RowKey standIn() {
        return new RowKey(OutOfVocabulary.number(0), 0);
    }

    /** What a row is after gradients, in a table of its own. */
    float[] after(float[] start, float... gradients) {
        float[] row = Arrays.copyOf(start, WIDTH + 1);
        for (float gradient : gradients) {
            float[] both = {gradient, gradient};
            tables.get(0).optimizer().apply(row, WIDTH, both, 0, 1);
        }
        return Arrays.copyOf(row, WIDTH);
    }
}
