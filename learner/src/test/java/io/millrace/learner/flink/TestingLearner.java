package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.TestExamples;
import io.millrace.learner.publish.FollowedModelLog;
import io.millrace.learner.trainer.StalenessBounds;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.model.ModelConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Precision;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.TrainingExample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * The learner's job over the seeded examples that a {@link Tap} lets out, to be stopped and gone on from at another
 * parallelism. Its log is read as a follower reads it.
 */
final class TestingLearner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long SEED = 5;

    private final Path folder;
    private final Tap tap;
    private final Map<String, String> settings = new HashMap<>();
    private final String log;
    private ModelConfig model = TestExamples.tinyModel();
    private JobClient job;
    private long stoppedAt = -1;

    /**
     * @param name of the tap and of the log
     * @param folder of checkpoints and savepoints
     * @param overrides settings of the job
     */
    TestingLearner(String name, Path folder, Map<String, String> overrides) {
        this.folder = folder;
        this.tap = Tap.named(name);
        this.log = name;
        settings.putAll(Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.incremental", "true",
                "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString(),
                "execution.checkpointing.num-retained", "1000",
                "execution.checkpointing.interval", "50 ms",
                "execution.buffer-timeout.interval", "0 ms",
                "pipeline.object-reuse", "true",
                "pipeline.generic-types", "false",
                "restart-strategy.type", "none"));
        settings.putAll(overrides);
        FollowedModelLog.follow(name, () -> CompletedCheckpoints.newest(folder));
    }

    /** Has the jobs that are started from now on learn another model. */
    TestingLearner learning(ModelConfig other) {
        model = other;
        return this;
    }

    /** Starts the job, or goes on from a savepoint. */
    TestingLearner start(int parallelism, int credits, Optional<String> savepoint) throws Exception {
        Configuration configuration = Configuration.fromMap(settings);
        savepoint.ifPresent(path -> configuration.setString("execution.state-recovery.path", path));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        String name = log;
        DataStream<TrainingExample> examples = env.fromSource(
                        new DataGeneratorSource<>(
                                number -> {
                                    Tap.named(name).passed(number);
                                    return TestExamples.one(SEED, number);
                                },
                                Long.MAX_VALUE,
                                readers -> Tap.named(name).limiter(),
                                new AvroTypeInfo<>(TrainingExample.class)),
                        WatermarkStrategy.noWatermarks(),
                        "examples")
                .uid("examples")
                .setParallelism(1);
        LearnerConfig config = new LearnerConfig(
                model,
                new TrainerConfig(
                        new StalenessBounds(credits, 3, 1_000), new NormClipping(10), 100, Sampling.UNIGRAM, 0.75),
                new LearnerConfig.ServerConfig(8, parallelism, parallelism, 25_000),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                TestInputs.publication(LineageConfig.of(1L), Precision.FLOAT32));
        DataStream<GivenOrder> orders = examples.flatMap((TrainingExample example, Collector<GivenOrder> out) ->
                        Tap.named(name).orderAt(example.getExampleId()).ifPresent(out::collect))
                .returns(TypeInformation.of(GivenOrder.class));
        Learner.build(TestInputs.of(examples, orders), config, () -> FollowedModelLog.named(name));
        job = env.executeAsync();
        return this;
    }

    /** Waits until the job has failed, whatever it may do about failures. */
    Throwable awaitRefusal() {
        await().atMost(PATIENCE).until(this::failed);
        return catchThrowable(() -> job.getJobExecutionResult().join());
    }

    JobID job() {
        return job.getJobID();
    }

    /** Lets so many more examples out. */
    void give(int examples) {
        tap.open(examples);
    }

    /** Has the next example that is let out come with an order. */
    void order(boolean held, String reason) {
        long example = TestExamples.one(SEED, tap.given()).getExampleId();
        tap.orderAt(example, new GivenOrder(new PublicationOrder(held, reason, 0L), 0));
    }

    /** Waits until all that was let out is learnt, and nothing else. */
    Manifest awaitAllLearnt() {
        return awaitManifest(tap.given());
    }

    /** Waits for a version of which the newest one says that it has learnt so many examples. */
    Manifest awaitManifest(long atLeast) {
        await().atMost(PATIENCE)
                .until(() -> failed() || learnt() >= atLeast && log().newest().getVersion() > stoppedAt);
        assertThat(failed()).as("the job has failed").isFalse();
        Manifest newest = log().newest();
        assertThat(newest.getAppliedExamples()).isBetween(atLeast, tap.given());
        return newest;
    }

    /** What the audit of all that was let out amounts to. */
    long digest() {
        return TestExamples.digestOf(TestExamples.some((int) tap.given(), SEED));
    }

    /** Has the job fail so many times, and waits until it has. */
    void failAndRestart(int times) {
        tap.failNext(times);
        await().atMost(PATIENCE).until(() -> failed() || tap.failuresDue() == 0);
        assertThat(failed()).as("the job has failed").isFalse();
    }

    /** Lets so many more examples out, at the tenth of which at the latest the job fails, once. */
    void giveAndFail(int examples) {
        tap.failNext(1);
        give(examples);
    }

    private long learnt() {
        return log().isEmpty() ? 0 : log().newest().getAppliedExamples();
    }

    FollowedModelLog log() {
        return FollowedModelLog.named(log);
    }

    private boolean failed() {
        return job.getJobStatus().join() == JobStatus.FAILED;
    }

    /** Ends the job with a savepoint, whatever is in flight. */
    String stop() {
        String savepoint = job.stopWithSavepoint(
                        false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .join();
        awaitEnd();
        stoppedAt = log().newest().getVersion();
        return savepoint;
    }

    void cancel() {
        job.cancel().join();
        awaitEnd();
    }

    private void awaitEnd() {
        await().atMost(PATIENCE).until(this::ended);
    }

    private boolean ended() {
        return job.getJobStatus().join().isGloballyTerminalState();
    }

    @Override
    public void close() {
        if (!ended()) {
            cancel();
        }
    }
}
