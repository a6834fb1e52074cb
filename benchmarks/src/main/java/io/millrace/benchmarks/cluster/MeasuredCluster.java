package io.millrace.benchmarks.cluster;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster inside this JVM whose jobs can be watched: state in RocksDB, incremental checkpoints. */
public final class MeasuredCluster implements AutoCloseable {
    private final MiniCluster cluster;
    private final Configuration settings;

    private MeasuredCluster(MiniCluster cluster, Configuration settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /** @param folder for checkpoints and scratch space */
    public static MeasuredCluster start(MillraceConfig config, Path folder) throws Exception {
        Configuration settings = settings(config, folder);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(config.get(MillraceOptions.PARALLELISM))
                .build());
        cluster.start();
        return new MeasuredCluster(cluster, settings);
    }

    private static Configuration settings(MillraceConfig config, Path folder) {
        return Configuration.fromMap(Map.ofEntries(
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.port", "0"),
                Map.entry("io.tmp.dirs", folder.resolve("scratch").toString()),
                Map.entry("parallelism.default", String.valueOf(config.get(MillraceOptions.PARALLELISM))),
                Map.entry("pipeline.object-reuse", "true"),
                Map.entry("pipeline.generic-types", "false"),
                Map.entry("restart-strategy.type", "none"),
                Map.entry("state.backend.type", "rocksdb"),
                Map.entry("execution.checkpointing.incremental", "true"),
                Map.entry("web.checkpoints.history", "10000"),
                Map.entry(
                        "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString()),
                Map.entry(
                        "execution.checkpointing.interval",
                        config.get(MillraceOptions.CHECKPOINT_INTERVAL).toMillis() + " ms"),
                Map.entry(
                        "taskmanager.memory.managed.size",
                        config.get(MillraceOptions.MANAGED_MEMORY).getBytes() + " b"),
                Map.entry("taskmanager.memory.network.min", "128 mb"),
                Map.entry("taskmanager.memory.network.max", "128 mb"),
                Map.entry("state.backend.rocksdb.metrics.bytes-written", "true"),
                Map.entry("state.backend.rocksdb.metrics.bytes-read", "true"),
                Map.entry("state.backend.rocksdb.metrics.iter-bytes-read", "true"),
                Map.entry("state.backend.rocksdb.metrics.compaction-write-bytes", "true"),
                Map.entry("metrics.reporters", "benchmark"),
                Map.entry("metrics.reporter.benchmark.factory.class", JobMetrics.Factory.class.getName())));
    }

    /** An environment in which to draw a job. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(settings);
    }

    /** Submits the job drawn in {@code env}. */
    public RunningJob submit(StreamExecutionEnvironment env) throws InterruptedException {
        StreamGraph graph = env.getStreamGraph();
        JobID id = new JobID();
        graph.setJobId(id);
        await(cluster.submitJob(graph));
        return new RunningJob(id, cluster.requestJobResult(id));
    }

    /** A job that was submitted. */
    public final class RunningJob {
        private final JobID id;
        private final CompletableFuture<JobResult> result;

        private RunningJob(JobID id, CompletableFuture<JobResult> result) {
            this.id = id;
            this.result = result;
        }

        /** @throws IllegalStateException if the job has failed */
        public void requireHealth() throws InterruptedException {
            if (result.isDone()) {
                await(result).getSerializedThrowable().ifPresent(cause -> {
                    throw new IllegalStateException("the job failed", cause);
                });
            }
        }

        /** What the checkpoints that are complete by now took. */
        public CheckpointCost checkpoints() throws InterruptedException {
            return CheckpointCost.of(await(cluster.getExecutionGraph(id)));
        }

        /**
         * Lets the job end when it has come to the end of its input, where it waits for a last checkpoint: until then its
         * state can be asked. Returns when it has ended.
         *
         * @throws IllegalStateException if it fails
         */
        public void finish() throws InterruptedException {
            // Fails if one that was due anyway has been that last checkpoint.
            cluster.triggerCheckpoint(id, CheckpointType.INCREMENTAL).exceptionally(refusal -> null);
            await(result);
            requireHealth();
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Flink refuses: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }
}
