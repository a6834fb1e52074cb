package io.millrace.benchmarks.rows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What reading the rows of a request together would save: 256 rows of RocksDB, in the order of their keys, one by one as
 * Flink's state does it, and by one call, which Flink's state does not offer. One thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class ReadBenchmark {
    private static final int REQUEST = 256;
    /** A row of 64 weights and one slot, with what is known of it. */
    private static final int ROW_BYTES = 300;

    private static final long CACHE_BYTES = 256L << 20;

    /** All of them fit into the cache, or a tenth. */
    @Param({"200000", "5000000"})
    int rows;

    private final SplittableRandom random = new SplittableRandom(7);
    private Path folder;
    private Options options;
    private RocksDB store;
    private List<byte[]> request;

    @Setup
    public void fill() throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        folder = Files.createTempDirectory("rows");
        options = new Options()
                .setCreateIfMissing(true)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(new LRUCache(CACHE_BYTES))
                        .setFilterPolicy(new BloomFilter(10, false)));
        store = RocksDB.open(options, folder.toString());
        byte[] row = new byte[ROW_BYTES];
        for (int i = 0; i < rows; i++) {
            ByteBuffer.wrap(row).putLong(random.nextLong()).putLong(ROW_BYTES - Long.BYTES, random.nextLong());
            store.put(key(i), row);
        }
        store.compactRange();
    }

    private static byte[] key(long row) {
        // As in Flink's state: key group, key, and the map's key behind them.
        return ByteBuffer.allocate(2 + 4 + 1 + 4 + 8)
                .putShort((short) 1)
                .putInt(1)
                .put((byte) 0)
                .putInt(2)
                .putLong(row * 0x9E3779B97F4A7C15L)
                .array();
    }

    @Setup(Level.Invocation)
    public void draw() {
        request = new ArrayList<>(REQUEST);
        for (int i = 0; i < REQUEST; i++) {
            request.add(key(random.nextLong(rows)));
        }
        request.sort(Arrays::compareUnsigned);
    }

    @Benchmark
    public void oneByOne(Blackhole read) throws RocksDBException {
        for (byte[] key : request) {
            read.consume(store.get(key));
        }
    }

    @Benchmark
    public List<byte[]> together() throws RocksDBException {
        return store.multiGetAsList(request);
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        options.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
