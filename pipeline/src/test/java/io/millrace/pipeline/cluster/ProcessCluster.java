package io.millrace.pipeline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.embedded.RetainedCheckpoints;
import io.millrace.pipeline.job.OnlineJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A standalone Flink cluster on loopback: a JobManager and TaskManagers, each a process, and one job. As on any standalone
 * cluster without a high-availability service, a JobManager that is started again knows of no job: the job is submitted
 * again, from the newest checkpoint that is left.
 */
public final class ProcessCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final int rpcPort = freePort();
    private final int restPort = freePort();
    private final List<FlinkProcess> taskManagers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private FlinkProcess jobManager;
    private int started;

    /** @param slots of each TaskManager */
    ProcessCluster(Path folder, int taskManagers, int slots) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(folder.resolve("logs"));
        writeConfiguration(slots);
        startJobManager();
        for (int i = 0; i < taskManagers; i++) {
            startTaskManager();
        }
        awaitTaskManagers();
    }

    /** One that no client is given while its server is down: below those that Linux hands out. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: another will be free.
                continue;
            }
        }
    }

    /** What the shell scripts of a distribution would work out from less, besides what is small here. */
    private void writeConfiguration(int slots) throws IOException {
        Map<String, String> settings = Map.ofEntries(
                Map.entry("jobmanager.rpc.address", LOOPBACK),
                Map.entry("jobmanager.bind-host", LOOPBACK),
                Map.entry("jobmanager.rpc.port", String.valueOf(rpcPort)),
                Map.entry("rest.address", LOOPBACK),
                Map.entry("rest.bind-address", LOOPBACK),
                Map.entry("rest.port", String.valueOf(restPort)),
                Map.entry("taskmanager.host", LOOPBACK),
                Map.entry("taskmanager.bind-host", LOOPBACK),
                Map.entry("taskmanager.numberOfTaskSlots", String.valueOf(slots)),
                Map.entry("taskmanager.cpu.cores", String.valueOf(slots)),
                Map.entry("taskmanager.memory.framework.heap.size", "128m"),
                Map.entry("taskmanager.memory.framework.off-heap.size", "64m"),
                Map.entry("taskmanager.memory.task.heap.size", "384m"),
                Map.entry("taskmanager.memory.task.off-heap.size", "64m"),
                Map.entry("taskmanager.memory.network.min", "64m"),
                Map.entry("taskmanager.memory.network.max", "64m"),
                Map.entry("taskmanager.memory.managed.size", "64m"),
                Map.entry("taskmanager.memory.jvm-metaspace.size", "192m"),
                Map.entry("taskmanager.memory.jvm-overhead.min", "64m"),
                Map.entry("taskmanager.memory.jvm-overhead.max", "64m"),
                Map.entry("io.tmp.dirs", folder.resolve("scratch").toString()),
                Map.entry("heartbeat.interval", "500 ms"),
                Map.entry("heartbeat.timeout", "10 s"),
                Map.entry("restart-strategy.type", "fixed-delay"),
                Map.entry("restart-strategy.fixed-delay.attempts", "1000"),
                Map.entry("restart-strategy.fixed-delay.delay", "300 ms"));
        Files.writeString(
                Files.createDirectories(folder.resolve("conf")).resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                        .collect(Collectors.joining()));
    }

    private FlinkProcess start(Class<?> main, String heap, List<String> arguments) throws IOException {
        Path output = folder.resolve("logs").resolve(main.getSimpleName() + '-' + started++);
        return FlinkProcess.start(main, heap, output, folder.resolve("conf"), arguments);
    }

    private void startJobManager() throws IOException {
        jobManager = start(StandaloneSessionClusterEntrypoint.class, "512m", List.of());
    }

    private void startTaskManager() throws IOException {
        taskManagers.add(start(
                TaskManagerRunner.class, "512m", List.of("-D", "taskmanager.resource-id=taskmanager-" + started)));
    }

    /** Kills a TaskManager and starts another in its place. */
    void killTaskManager(int index) throws IOException {
        taskManagers.remove(index).kill();
        startTaskManager();
    }

    /** Kills the JobManager and starts another, which knows of no job. */
    void killJobManager() throws IOException {
        jobManager.kill();
        startJobManager();
        awaitTaskManagers();
    }

    private void awaitTaskManagers() {
        await().atMost(PATIENCE).until(() -> {
            requireAlive();
            return get("/overview").contains("\"taskmanagers\":" + taskManagers.size());
        });
    }

    private void requireAlive() {
        assertThat(jobManager.isAlive()).as(jobManager.output()).isTrue();
        for (FlinkProcess taskManager : taskManagers) {
            assertThat(taskManager.isAlive()).as(taskManager.output()).isTrue();
        }
    }

    /** What the JobManager answers; empty while it does not. */
    private String get(String path) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ':' + restPort + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    /** Submits the main job, from the newest checkpoint that there is. */
    JobClient submit(MillraceConfig config, long lineage) throws Exception {
        Configuration settings = Configuration.fromMap(Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.incremental", "true",
                "execution.checkpointing.dir", checkpoints().toUri().toString(),
                "execution.checkpointing.num-retained", "3",
                "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION",
                "execution.checkpointing.interval",
                        config.get(MillraceOptions.CHECKPOINT_INTERVAL).toMillis() + " ms"));
        newestOf(checkpoints())
                .ifPresent(checkpoint -> settings.setString(
                        "execution.state-recovery.path", checkpoint.toUri().toString()));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createRemoteEnvironment(LOOPBACK, restPort, settings);
        OnlineJob.build(env, config, lineage);
        return env.executeAsync("millrace");
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** The newest complete checkpoint of jobs that each went on from, and counts on from, the one before. */
    public static Optional<Path> newestOf(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> jobs = Files.list(checkpoints)) {
            return jobs.map(job -> new RetainedCheckpoints(job).newest())
                    .flatMap(Optional::stream)
                    .max(Comparator.comparingLong(checkpoint ->
                            Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()))));
        }
    }

    @Override
    public void close() {
        taskManagers.forEach(FlinkProcess::close);
        jobManager.close();
    }
}
