package io.millrace.benchmarks.rows;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many rows a second the parameter server fills and updates over RocksDB, more of them than its cache holds. */
@Command(
        name = "RowSpeed",
        mixinStandardHelpOptions = true,
        description = "Touches every row once, then some again, by pulls and pushes to one shard over RocksDB.")
public final class RowSpeed implements Callable<Integer> {
    private static final int PHASES = 2;

    private final PrintStream out;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where RocksDB has its files.")
    private Path folder;

    @Option(names = "--rows", defaultValue = "10000000", description = "Rows (${DEFAULT-VALUE}).")
    private long rows;

    @Option(names = "--width", defaultValue = "64", description = "Weights of each (${DEFAULT-VALUE}).")
    private int width;

    @Option(names = "--updates", defaultValue = "10000000", description = "Rows touched again (${DEFAULT-VALUE}).")
    private long updates;

    @Option(names = "--skew", defaultValue = "4", description = "1 for all rows alike (${DEFAULT-VALUE}).")
    private double skew;

    @Option(names = "--cut-every", defaultValue = "500000", description = "Rows between versions (${DEFAULT-VALUE}).")
    private long cutEvery;

    @Option(names = "--cache", defaultValue = "256", description = "MiB of the cache (${DEFAULT-VALUE}).")
    private long cache;

    @Option(names = "--managed", defaultValue = "512", description = "MiB of RocksDB's memory (${DEFAULT-VALUE}).")
    private long managed;

    RowSpeed(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new RowSpeed(System.out)).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        RowLoad load = new RowLoad(rows, width, updates, 256, skew, cutEvery, 64, cache << 20);
        Configuration settings = Configuration.fromMap(Map.of(
                "state.backend.type", "rocksdb",
                "io.tmp.dirs", folder.toAbsolutePath().toString(),
                "rest.bind-port", "0",
                "restart-strategy.type", "none",
                // The one task is busy for as long as it takes.
                "heartbeat.timeout", "1 h",
                "pipeline.object-reuse", "true",
                "taskmanager.memory.managed.size", managed + " mb"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        var phases = env.fromData(List.of(load), TypeInformation.of(RowLoad.class))
                .keyBy(one -> 0, Types.INT)
                .transform("rows", TypeInformation.of(RowPhase.class), new RowLoadOperator())
                .setMaxParallelism(load.keyGroups());
        phases.executeAndCollect(PHASES).forEach(out::println);
        return CommandLine.ExitCode.OK;
    }
}
