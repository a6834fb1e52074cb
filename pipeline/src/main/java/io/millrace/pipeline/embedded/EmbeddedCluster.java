package io.millrace.pipeline.embedded;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.eventfile.EventFileException;
import io.millrace.sequence.intake.MostlyBadInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster inside this JVM that runs one job, with state in RocksDB and checkpoints in a folder, from the newest
 * of which a job goes on.
 */
public final class EmbeddedCluster implements AutoCloseable {
    // One job per folder, always the same: its checkpoints are found where the last run left them.
    private static final JobID JOB = new JobID(0x6d696c6cL, 0x72616365L);
    private static final String CHECKPOINTS = "checkpoints";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final MiniCluster cluster;
    private final Path checkpoints;
    private final Configuration settings;
    private final CheckpointTimes checkpointTimes = new CheckpointTimes();
    private int taskManager;

    private EmbeddedCluster(MiniCluster cluster, Path checkpoints, Configuration settings) {
        this.cluster = cluster;
        this.checkpoints = checkpoints;
        this.settings = settings;
    }

    /**
     * Starts the cluster.
     *
     * @param folder for checkpoints and scratch space
     * @throws EmbeddedStartException if its port is taken or the cluster does not start
     */
    public static EmbeddedCluster start(MillraceConfig config, Path folder) {
        Path checkpoints = folder.resolve(CHECKPOINTS);
        Configuration settings = settings(config, checkpoints, folder.resolve("scratch"));
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(config.get(MillraceOptions.PARALLELISM))
                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new EmbeddedStartException(
                    "Flink did not start: " + RootCause.of(e).getMessage()
                            + ". If port " + config.get(MillraceOptions.WEB_PORT) + " is taken, choose another with "
                            + MillraceOptions.WEB_PORT.key());
        }
        return new EmbeddedCluster(cluster, checkpoints, settings);
    }

    /** What is left in the folder of a cluster that has ended. */
    static RetainedCheckpoints retained(Path folder) {
        return new RetainedCheckpoints(folder.resolve(CHECKPOINTS).resolve(JOB.toString()));
    }

    private static Configuration settings(MillraceConfig config, Path checkpoints, Path scratch) {
        return Configuration.fromMap(Map.ofEntries(
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.port", String.valueOf(config.get(MillraceOptions.WEB_PORT))),
                Map.entry("io.tmp.dirs", scratch.toString()),
                Map.entry("state.backend.type", "rocksdb"),
                Map.entry("execution.checkpointing.incremental", "true"),
                Map.entry("execution.checkpointing.dir", checkpoints.toUri().toString()),
                Map.entry(
                        "execution.checkpointing.interval",
                        config.get(MillraceOptions.CHECKPOINT_INTERVAL).toMillis() + " ms"),
                Map.entry("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
                Map.entry(
                        "execution.checkpointing.num-retained",
                        String.valueOf(config.get(MillraceOptions.RETAINED_CHECKPOINTS))),
                Map.entry("restart-strategy.type", "fixed-delay"),
                Map.entry("restart-strategy.fixed-delay.attempts", "3"),
                Map.entry("restart-strategy.fixed-delay.delay", "1 s"),
                Map.entry(
                        "taskmanager.memory.managed.size",
                        config.get(MillraceOptions.MANAGED_MEMORY).getBytes() + " b"),
                // What is in flight delays a barrier by the time it takes to work it off.
                Map.entry("taskmanager.network.memory.buffer-debloat.enabled", "true"),
                Map.entry("taskmanager.network.memory.buffer-debloat.target", "200 ms"),
                Map.entry("taskmanager.memory.network.min", "128 mb"),
                Map.entry("taskmanager.memory.network.max", "128 mb")));
    }

    /** An environment in which to draw the job. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(settings);
    }

    /**
     * Submits the job drawn in {@code env}.
     *
     * @return the checkpoint from which it goes on; empty if it starts afresh
     */
    public Optional<Path> submit(StreamExecutionEnvironment env) {
        StreamGraph graph = env.getStreamGraph();
        graph.setJobId(JOB);
        Optional<Path> newest = new RetainedCheckpoints(checkpoints.resolve(JOB.toString())).newest();
        newest.ifPresent(checkpoint -> graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(checkpoint.toUri().toString(), false, RecoveryClaimMode.CLAIM)));
        await("submitting the job", cluster.submitJob(graph));
        return newest;
    }

    /** Where Flink's web interface is. */
    public URI webInterface() {
        return await("asking for the web address", cluster.getRestAddress());
    }

    public JobStatus status() {
        return await("asking for the job's status", cluster.getJobStatus(JOB));
    }

    /**
     * Whether the job has come to its end.
     *
     * @throws RunFailedException if it ended otherwise; the message says why
     */
    public boolean finished() {
        JobStatus status = status();
        if (status == JobStatus.FINISHED || !status.isGloballyTerminalState()) {
            return status == JobStatus.FINISHED;
        }
        Throwable cause = result().getSerializedThrowable()
                .map(t -> t.deserializeError(getClass().getClassLoader()))
                .orElse(null);
        throw new RunFailedException("the job is " + status + (cause == null ? "" : ": " + saying(cause)), cause);
    }

    /** The message that is for a person, or else what the failure goes back to. */
    private static String saying(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MostlyBadInputException || cause instanceof EventFileException) {
                return cause.getMessage();
            }
        }
        return RootCause.of(failure).toString();
    }

    /** Why the job ended. */
    public JobResult result() {
        return await("asking for the job's result", cluster.requestJobResult(JOB));
    }

    /**
     * How long completed checkpoints took, milliseconds from trigger to end, by their number. Nobody waits for Flink: what it
     * says now is in the next answer.
     */
    public Map<Long, Long> checkpointMillis() {
        cluster.getExecutionGraph(JOB).thenAccept(graph -> checkpointTimes.add(graph.getCheckpointStatsSnapshot()));
        return checkpointTimes.millis();
    }

    /** Fails the job's TaskManager and starts another. */
    public void restartTaskManager() throws Exception {
        await("stopping the TaskManager", cluster.terminateTaskManager(taskManager));
        // The cluster keeps its number and gives the next one to the new.
        taskManager++;
        cluster.startTaskManager();
    }

    /** Ends job and cluster; the newest checkpoint stays. */
    @Override
    public void close() {
        try {
            if (!status().isGloballyTerminalState()) {
                await("cancelling the job", cluster.cancelJob(JOB));
                result();
            }
        } finally {
            await("stopping Flink", cluster.closeAsync());
        }
    }

    private static <T> T await(String what, CompletableFuture<T> future) {
        try {
            return future.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " took longer than " + CLOSE_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + " was interrupted", e);
        }
    }
}
