package io.millrace.pipeline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.Settlement;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.pipeline.kafka.Heartbeats;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The main job on a cluster of processes that are killed while it learns. {@code -Dmillrace.kills} sets how many are
 * killed in each test.
 */
class ProcessKillsIT {
    private static final int KILLS = Integer.getInteger("millrace.kills", 1);
    private static final int EVENTS = 3_000;
    private static final long LINEAGE = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final EventSource SOURCE = SmallRun.crowdedWorld(EVENTS, Duration.ZERO, 0);

    private static Manifest undisturbed;

    @TempDir
    Path folder;

    @BeforeAll
    static void learnUndisturbed(@TempDir Path folder) throws Exception {
        undisturbed = SmallRun.learn(folder, SOURCE, Map.of());
    }

    @Test
    void shouldLearnTheSameWeightsWhenTaskManagersAndJobManagersAreKilled() throws Exception {
        Manifest killed = learn(1, Map.of(), 2 * KILLS, new Random(1));

        assertThat(killed.getRows()).isEqualTo(undisturbed.getRows());
        assertThat(killed.getDigest()).as("weights").isEqualTo(undisturbed.getDigest());
    }

    @ParameterizedTest
    @MethodSource("parallelisms")
    void shouldLearnEachExampleOnceOnSubtasksOfTwoTaskManagers(int parallelism) throws Exception {
        learn(parallelism, Map.of("learner.credits", "4"), KILLS, new Random(parallelism));
    }

    /** The widest; two as well in a run that takes its time. */
    static IntStream parallelisms() {
        return KILLS > 1 ? IntStream.of(2, 4) : IntStream.of(4);
    }

    /** Every second process that is killed is the JobManager. */
    private Manifest learn(int parallelism, Map<String, String> options, int kills, Random random) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            MillraceConfig config = SmallRun.config(SOURCE, options)
                    .with(Map.of(
                            MillraceOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers(),
                            MillraceOptions.PARALLELISM.key(), String.valueOf(parallelism)));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                new Topics(parallelism, config.get(MillraceOptions.MODEL_PARTITIONS)).create(admin);
            }
            try (ProcessCluster cluster = new ProcessCluster(folder.resolve("cluster"), 2, (parallelism + 1) / 2);
                    ModelFollower follower = new ModelFollower(
                            FollowerConfig.of(broker.bootstrapServers(), TopicNames.MODEL), InstantSource.system())) {
                cluster.submit(config, LINEAGE);
                follower.start();
                learnMostOfIt(cluster, config, follower, kills, random);
                return learnTheRest(config, follower);
            }
        }
    }

    private static void learnMostOfIt(
            ProcessCluster cluster, MillraceConfig config, ModelFollower follower, int kills, Random random)
            throws Exception {
        Replayer replayer = replayer(config, Pace.times(4));
        CompletableFuture<Void> replay = CompletableFuture.runAsync(replayer::run);
        try {
            for (int kill = 0; kill < kills; kill++) {
                long target = version(follower) + 1 + random.nextInt(4);
                await().atMost(PATIENCE).until(() -> version(follower) >= target);
                if (kill % 2 == 1) {
                    cluster.killJobManager();
                    cluster.submit(config, LINEAGE);
                } else {
                    cluster.killTaskManager(random.nextInt(2));
                }
            }
        } finally {
            replayer.close();
        }
        assertThat(replay).succeedsWithin(Duration.ofSeconds(30));
    }

    private static Manifest learnTheRest(MillraceConfig config, ModelFollower follower) {
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);
        Replayer replayer = replayer(config, Pace.MAX);
        replayer.run();
        Heartbeats.send(
                brokers,
                TopicNames.EVENTS,
                replayer.progress().eventTime()
                        + JobConfigs.settlingTime(config).toMillis());
        Settlement settlement = Settlement.ofAllIn(brokers, TopicNames.EVENTS);
        await().atMost(PATIENCE)
                .until(() -> follower.current()
                        .filter(model -> settlement.reachedBy(model.manifest()))
                        .isPresent());
        Manifest manifest = follower.current().orElseThrow().manifest();
        assertThat(manifest.getCounts()).containsEntry("events", (long) EVENTS);
        assertThat(manifest.getAppliedExamples()).isPositive().isEqualTo(undisturbed.getAppliedExamples());
        assertThat(manifest.getAppliedDigest()).isEqualTo(undisturbed.getAppliedDigest());
        return manifest;
    }

    private static Replayer replayer(MillraceConfig config, Pace pace) {
        Map<String, Object> client = Map.of("bootstrap.servers", config.get(MillraceOptions.BOOTSTRAP_SERVERS));
        return new Replayer(SOURCE, client, TopicNames.EVENTS, pace, WallClock.SYSTEM);
    }

    private static long version(ModelFollower follower) {
        return follower.current().map(model -> model.version()).orElse(0L);
    }
}
