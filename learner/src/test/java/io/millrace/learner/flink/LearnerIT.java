package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.TestExamples;
import io.millrace.learner.exchange.ReplyInbox;
import io.millrace.learner.publish.InMemoryModelLog;
import io.millrace.learner.trainer.StalenessBounds;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Precision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.id.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The learner on a MiniCluster with RocksDB: checkpoints, failures, parallelism, and what is published. */
class LearnerIT {
    private static final long SEED = 5;
    private static final int EXAMPLES = 1500;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    @ParameterizedTest(name = "parallelism {0}, {1} credits, {2} failures")
    @CsvSource({"1,1,0", "2,2,0", "1,1,2", "2,2,2"})
    void shouldApplyEveryExampleOnceWhateverHappens(int parallelism, int credits, int failures) throws Exception {
        String log = "applied-once-" + parallelism + credits + failures;
        run(log, parallelism, credits, failures, Sampling.UNIFORM);
        Manifest last = manifests(log).lastEntry().getValue();
        assertThat(last.getAppliedExamples()).isEqualTo(EXAMPLES);
        assertThat(last.getAppliedDigest()).isEqualTo(TestExamples.digestOf(TestExamples.some(EXAMPLES, SEED)));
        assertThat(last.getEvaluations())
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.getCount()).isPositive());
        assertThat(ReplyInbox.openInboxes()).isZero();
    }

    @Test
    void shouldPublishTheSameBytesForTheSameExamples() throws Exception {
        run("first", 1, 1, 0, Sampling.UNIFORM);
        run("second", 1, 1, 0, Sampling.UNIFORM);
        assertThat(lastRows("second")).isNotEmpty().isEqualTo(lastRows("first"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldPublishTheSameBytesAfterFailures(Sampling sampling) throws Exception {
        run("undisturbed-" + sampling, 1, 1, 0, sampling);
        run("disturbed-" + sampling, 1, 1, 2, sampling);
        assertThat(lastRows("disturbed-" + sampling)).isNotEmpty().isEqualTo(lastRows("undisturbed-" + sampling));
    }

    private void run(String log, int parallelism, int credits, int failures, Sampling sampling) throws Exception {
        Configuration settings = Configuration.fromMap(Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.incremental", "true",
                "execution.checkpointing.dir", folder.toUri().toString(),
                "execution.checkpointing.interval", "50 ms",
                "execution.buffer-timeout.interval", "0 ms",
                "pipeline.object-reuse", "true",
                "pipeline.generic-types", "false",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", String.valueOf(failures),
                "restart-strategy.fixed-delay.delay", "10 ms"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.setParallelism(parallelism);
        FailAfterCheckpoints.left = new AtomicInteger(failures);
        DataStream<TrainingExample> examples = env.fromSource(
                        new DataGeneratorSource<>(
                                number -> TestExamples.one(SEED, number),
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perCheckpoint(EXAMPLES / 8),
                                new AvroTypeInfo<>(TrainingExample.class)),
                        WatermarkStrategy.noWatermarks(),
                        "examples")
                .setParallelism(1)
                .filter(new Among(TestExamples.some(EXAMPLES, SEED)))
                .setParallelism(1)
                .map(new FailAfterCheckpoints())
                .returns(new AvroTypeInfo<>(TrainingExample.class))
                .setParallelism(1);
        LearnerConfig config = new LearnerConfig(
                TestExamples.tinyModel(),
                new TrainerConfig(new StalenessBounds(credits, 3, 1_000), new NormClipping(10), 100, sampling, 0.75),
                new LearnerConfig.ServerConfig(8, parallelism, parallelism, 25_000),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                TestInputs.publication(LineageConfig.of(1L), Precision.FLOAT32));
        Learner.build(TestInputs.of(examples), config, () -> InMemoryModelLog.named(log));
        JobClient job = env.executeAsync();
        await().atMost(Duration.ofMinutes(1)).until(() -> applied(log) == EXAMPLES);
        assertThat(FailAfterCheckpoints.left).hasValue(0);
        job.cancel().get();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }

    /** Lets pass what is to be learnt; the source goes on for ever, as a topic does. */
    private static final class Among implements FilterFunction<TrainingExample> {
        private final Set<Long> ids = new HashSet<>();

        Among(List<TrainingExample> examples) {
            examples.forEach(example -> ids.add(example.getExampleId()));
        }

        @Override
        public boolean filter(TrainingExample example) {
            return ids.contains(example.getExampleId());
        }
    }

    private static long applied(String log) throws Exception {
        TreeMap<Long, Manifest> manifests = manifests(log);
        return manifests.isEmpty() ? 0 : manifests.lastEntry().getValue().getAppliedExamples();
    }

    /** Fails, as often as is left, at the first example after a checkpoint has been completed in this attempt. */
    private static final class FailAfterCheckpoints
            implements MapFunction<TrainingExample, TrainingExample>, CheckpointListener {
        static AtomicInteger left = new AtomicInteger();
        private transient boolean checkpointed;

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = true;
        }

        @Override
        public TrainingExample map(TrainingExample example) {
            if (checkpointed && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("fails as told");
            }
            return example;
        }
    }

    private static List<ModelRecord> records(String log) throws Exception {
        ModelRecordCodec codec = new ModelRecordCodec();
        List<ModelRecord> records = new ArrayList<>();
        for (InMemoryModelLog.Entry entry : InMemoryModelLog.named(log).records()) {
            records.add(codec.decode(entry.key(), entry.value()));
        }
        return records;
    }

    private static TreeMap<Long, Manifest> manifests(String log) throws Exception {
        TreeMap<Long, Manifest> manifests = new TreeMap<>();
        for (ModelRecord record : records(log)) {
            if (record instanceof ModelRecord.VersionManifest manifest) {
                manifests.put(manifest.manifest().getVersion(), manifest.manifest());
            }
        }
        return manifests;
    }

    /** A digest of the bytes of each row as last published. */
    private static Map<String, Long> lastRows(String log) throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        for (ModelRecord record : records(log)) {
            if (record instanceof ModelRecord.Row row) {
                rows.put(row.table() + "/" + row.row(), Ids.of(Arrays.toString(row.weights())));
            }
        }
        return rows;
    }
}
