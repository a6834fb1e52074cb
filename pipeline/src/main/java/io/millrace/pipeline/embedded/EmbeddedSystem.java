package io.millrace.pipeline.embedded;

import io.millrace.pipeline.backfill.Backfill;
import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.job.OnlineJob;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.watch.VersionLog;
import io.millrace.serving.watch.VersionReport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Broker, topics, Flink with the job, and a follower of the model topic, in this JVM and on one folder. */
public final class EmbeddedSystem implements AutoCloseable {
    private static final int VERSIONS_REMEMBERED = 100;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private MillraceConfig config;
    private Optional<Backfill> backfill = Optional.empty();
    private WorkFolder work;
    private EmbeddedCluster cluster;
    private ModelFollower follower;
    private VersionLog versions;
    private Optional<Path> restoredFrom = Optional.empty();

    private EmbeddedSystem() {}

    /**
     * Starts everything; what an earlier run on the folder had reached is gone on from.
     *
     * @throws EmbeddedStartException or a BrokerStartException, with what to do, if something cannot start; then nothing
     *     is left running
     */
    public static EmbeddedSystem start(MillraceConfig config, Path folder) {
        EmbeddedSystem system = new EmbeddedSystem();
        try {
            system.startParts(config, folder);
            return system;
        } catch (RuntimeException e) {
            system.closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void startParts(MillraceConfig wanted, Path folder) {
        requirePossible(wanted);
        backfill = Backfill.of(wanted);
        work = started(WorkFolder.take(folder.toAbsolutePath()));
        work.requireNotEnded();
        // The key groups are as fixed for the model's life as its shape.
        work.requireModel(JobConfigs.model(wanted).toText()
                + MillraceOptions.KEY_GROUPS.key()
                + '='
                + wanted.get(MillraceOptions.KEY_GROUPS));
        work.requireInput(input());
        EmbeddedBroker broker = started(EmbeddedBroker.start(work.kafka(), portOf(wanted)));
        config = wanted.with(Map.of(
                MillraceOptions.BOOTSTRAP_SERVERS.key(),
                broker.bootstrapServers(),
                MillraceOptions.ROLLBACK.key(),
                work.rollback(wanted.get(MillraceOptions.ROLLBACK))));
        createTopics();
        cluster = started(EmbeddedCluster.start(config, work.flink()));
        StreamExecutionEnvironment env = cluster.environment();
        OnlineJob.build(env, config, work.lineage());
        restoredFrom = cluster.submit(env);
        follower = started(new ModelFollower(
                FollowerConfig.of(broker.bootstrapServers(), TopicNames.MODEL), InstantSource.system()));
        versions = new VersionLog(VERSIONS_REMEMBERED, System.currentTimeMillis()).listenTo(follower);
        follower.start();
    }

    /** What the modules would refuse is the options' fault; it is said before anything is started. */
    private static void requirePossible(MillraceConfig config) {
        try {
            JobConfigs.bounds(config);
            JobConfigs.breaker(config);
            JobConfigs.sequence(config);
            JobConfigs.heap(config);
            JobConfigs.learner(config, 0);
            topics(config);
        } catch (IllegalArgumentException e) {
            throw new EmbeddedStartException("the options do not go together: " + e.getMessage());
        }
    }

    private String input() {
        return backfill.map(history ->
                        (history.bounded() ? "only the event files " : "the events topic behind the event files ")
                                + history.files().series())
                .orElse("only the events topic");
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private static int portOf(MillraceConfig config) {
        String servers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);
        String port = servers.substring(servers.lastIndexOf(':') + 1);
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new EmbeddedStartException(MillraceOptions.BOOTSTRAP_SERVERS.key() + " '" + servers
                    + "' does not end with a port for the embedded broker, as 127.0.0.1:9092 does");
        }
    }

    private static Topics topics(MillraceConfig config) {
        int eventPartitions =
                JobConfigs.orElse(config, MillraceOptions.EVENT_PARTITIONS, config.get(MillraceOptions.PARALLELISM));
        return new Topics(eventPartitions, config.get(MillraceOptions.MODEL_PARTITIONS));
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()))) {
            topics(config).create(admin);
        }
    }

    /** Where clients reach the broker. */
    public String brokers() {
        return config.get(MillraceOptions.BOOTSTRAP_SERVERS);
    }

    /** The configuration in force, with the broker's actual address. */
    public MillraceConfig config() {
        return config;
    }

    public EmbeddedCluster cluster() {
        return cluster;
    }

    public ModelFollower follower() {
        return follower;
    }

    /** What is known of the version in use; empty before the first. */
    Optional<VersionReport> inUse() {
        return follower.current().map(ServedModel::manifest).flatMap(versions::of);
    }

    /**
     * The manifest of the newest version there is, once nothing more is to come of it: it is in use, or it is held and will
     * not be.
     */
    Optional<Manifest> concluded() {
        long inUse = follower.current().map(ServedModel::version).orElse(-1L);
        return follower.announced()
                .filter(manifest -> manifest.getVerdict() == Verdict.HELD || manifest.getVersion() == inUse);
    }

    /** The files that the job takes its history from, if any. */
    public Optional<Backfill> backfill() {
        return backfill;
    }

    /** To be told when the job has ended with its files: nothing can be started on the folder any more. */
    void markEnded() {
        work.markEnded();
    }

    /** The checkpoint that the job went on from; empty if it started afresh. */
    public Optional<Path> restoredFrom() {
        return restoredFrom;
    }

    /** Ends everything, last started first; the folder keeps what the newest checkpoint covers. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = new IllegalStateException("could not end everything: " + e.getMessage(), e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
