package io.millrace.benchmarks.rows;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.flink.KeyedRowStore;
import io.millrace.learner.server.CacheStatistics;
import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.VersionSink;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.id.Ids;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Runs a load against a shard over this task's keyed state, and says how each phase went. */
final class RowLoadOperator extends AbstractStreamOperator<RowPhase>
        implements OneInputStreamOperator<RowLoad, RowPhase> {
    private transient RowLoad load;
    private transient ParameterShard shard;
    private transient byte[] gradients;
    private transient int[] tables;
    private transient long sinceCut;

    @Override
    public void processElement(StreamRecord<RowLoad> element) throws IOException {
        load = element.getValue();
        Layout layout = new Layout(new RowWiseAdaGrad(0.05f, 1e-8f), new RowWiseAdaGrad(0.05f, 1e-8f));
        layout.embedding("rows", load.width(), new Distribution.Normal(0.1f));
        Routing routing = new Routing(load.keyGroups(), 1, TableNumbers.inOrder(1));
        KeyedRowStore store = new KeyedRowStore(routing, this::setCurrentKey, getKeyedStateStore());
        shard = new ParameterShard(layout.tables(), 1, routing, store, load.cacheBytes());
        tables = new int[load.batch()];
        gradients = gradients();
        long[] next = {0};
        output.collect(new StreamRecord<>(phase("fill", load.rows(), () -> next[0]++)));
        Random random = new Random(1);
        output.collect(new StreamRecord<>(phase(
                "update", load.updates(), () -> (long) (load.rows() * Math.pow(random.nextDouble(), load.skew())))));
    }

    private byte[] gradients() {
        Random random = new Random(2);
        float[] values = new float[load.batch() * load.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        Floats packed = new Floats();
        packed.add(values, 0, values.length);
        return packed.packed();
    }

    private RowPhase phase(String name, long touches, LongSupplier draw) throws IOException {
        CacheStatistics cache = shard.cacheStatistics();
        long hits = cache.hits();
        long misses = cache.misses();
        long begin = System.nanoTime();
        long cpuBegin = cpuNanos();
        long touched = 0;
        while (touched < touches) {
            touch(draw);
            touched += load.batch();
        }
        cut();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpuSeconds = (cpuNanos() - cpuBegin) / 1e9;
        // Every row is asked for twice, to pull and to push: what counts is whether the pull found it.
        double pulls = (cache.hits() - hits + cache.misses() - misses) / 2.0;
        double hitRate = pulls == 0 ? 0 : 1 - (cache.misses() - misses) / pulls;
        return new RowPhase(
                name, touched, seconds, cpuSeconds, hitRate, cache.rows(), cache.bytes(), heap(), resident());
    }

    private void touch(LongSupplier draw) {
        long[] rows = new long[load.batch()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Ids.mix(draw.getAsLong());
        }
        shard.pull(tables, rows, 0);
        shard.push(tables, rows, gradients, 0);
        sinceCut += rows.length;
        if (sinceCut >= load.cutEvery()) {
            cut();
        }
    }

    private void cut() {
        sinceCut = 0;
        shard.cut(0, load.keyGroups() - 1, new VersionSink() {
            @Override
            public void row(int keyGroup, RowKey key, float[] weights, int width) {}

            @Override
            public void tombstone(int keyGroup, RowKey key) {}

            @Override
            public void endOfKeyGroup(int keyGroup, Ledger ledger) {}
        });
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** As Linux counts it; 0 elsewhere. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
