package io.millrace.benchmarks;

import io.millrace.serving.index.ItemIndex;
import io.millrace.serving.index.ItemIndexBuilder;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.index.TopK;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to find the best hundred of many items by exact scan, a hundred seen ones left out, and time to bring the index to
 * the next version when some items have changed. One thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx2g", "-XX:+UseParallelGC"})
public class RetrieveBenchmark {
    private static final int BEST = 100;
    private static final int SEEN = 100;
    private static final int CHANGED = 10_000;

    @Param({"10000", "100000", "1000000"})
    int items;

    @Param({"50", "64"})
    int width;

    private final SplittableRandom random = new SplittableRandom(3);
    private final LongSet seen = new LongOpenHashSet();
    private ItemIndexBuilder builder;
    private ItemIndex index;
    private float[] query;

    @Setup
    public void fill() {
        builder = new ItemIndexBuilder(width);
        for (long item = 0; item < items; item++) {
            builder.put(item, vector());
        }
        index = builder.cut();
        query = vector();
        random.longs(SEEN, 0, items).forEach(seen::add);
    }

    @Benchmark
    public List<ScoredItem> scan() {
        TopK best = new TopK(BEST);
        index.scan(query, seen, best);
        return best.drain();
    }

    @Benchmark
    public ItemIndex nextVersionOfTenThousandChanges() {
        for (int change = 0; change < CHANGED; change++) {
            builder.put(random.nextLong(items), query);
        }
        return builder.cut();
    }

    private float[] vector() {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
        }
        return vector;
    }
}
