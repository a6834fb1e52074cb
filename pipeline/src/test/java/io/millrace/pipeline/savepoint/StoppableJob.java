package io.millrace.pipeline.savepoint;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.job.OnlineJob;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The main job on a cluster in this JVM, as {@code flink stop} and {@code flink run --fromSavepoint} treat it. */
final class StoppableJob implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final MiniCluster cluster;
    private final JobID job;
    private final Path savepoints;

    private StoppableJob(MiniCluster cluster, JobID job, Path savepoints) {
        this.cluster = cluster;
        this.job = job;
        this.savepoints = savepoints;
    }

    /**
     * @param folder for checkpoints, savepoints and scratch space
     * @param lineage of a model that starts afresh
     * @param savepoint to start from, null for none
     */
    static StoppableJob start(MillraceConfig config, Path folder, long lineage, Path savepoint) throws Exception {
        Configuration settings = settings(config, folder);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(config.get(MillraceOptions.PARALLELISM))
                .build());
        cluster.start();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        OnlineJob.build(env, config, lineage);
        StreamGraph graph = env.getStreamGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(savepoint.toUri().toString(), false));
        }
        JobID job = new JobID();
        graph.setJobId(job);
        cluster.submitJob(graph).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new StoppableJob(cluster, job, folder.resolve("savepoints"));
    }

    private static Configuration settings(MillraceConfig config, Path folder) {
        return Configuration.fromMap(Map.of(
                "rest.address", "127.0.0.1",
                "rest.bind-address", "127.0.0.1",
                "rest.port", "0",
                "io.tmp.dirs", folder.resolve("scratch").toString(),
                "state.backend.type", "rocksdb",
                "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString(),
                "execution.checkpointing.interval",
                        config.get(MillraceOptions.CHECKPOINT_INTERVAL).toMillis() + " ms",
                // All of a small savepoint is in its metadata then, and so in one file.
                "execution.checkpointing.data-inline-threshold", "1 mb",
                "taskmanager.memory.managed.size", "64 mb"));
    }

    /**
     * Ends the job, and the cluster.
     *
     * @return the savepoint
     */
    Path stop() throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, savepoints.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return Path.of(URI.create(savepoint));
    }

    @Override
    public void close() {
        cluster.closeAsync().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
