package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.TestExamples;
import io.millrace.learner.publish.InMemoryModelLog;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Precision;
import io.millrace.schemas.TrainingExample;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class RequiredCheckpointsTest {
    private final Configuration settings = new Configuration();

    @Test
    void shouldRefuseUnalignedCheckpointsHoweverTheyAreAskedFor() {
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        assertRefused(environment(), "Set execution.checkpointing.unaligned.enabled to false");

        settings.removeConfig(CheckpointingOptions.ENABLE_UNALIGNED);
        StreamExecutionEnvironment env = environment();
        env.getCheckpointConfig().enableUnalignedCheckpoints();
        assertRefused(env, "Set execution.checkpointing.unaligned.enabled to false");
    }

    @Test
    void shouldRefuseCheckpointsThatAreTakenAtLeastOnce() {
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE);
        assertRefused(environment(), "Set execution.checkpointing.mode to EXACTLY_ONCE");
    }

    @Test
    void shouldTakeWhatFlinkDoesByItself() {
        assertThatCode(() -> build(environment())).doesNotThrowAnyException();
    }

    private StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(settings);
    }

    private static void assertRefused(StreamExecutionEnvironment env, String advice) {
        assertThatThrownBy(() -> build(env))
                .isInstanceOf(UnsuitableCheckpointsException.class)
                .hasMessageContaining(advice);
    }

    private static void build(StreamExecutionEnvironment env) {
        DataStream<TrainingExample> examples =
                env.fromData(new AvroTypeInfo<>(TrainingExample.class), TestExamples.one(1, 1));
        LearnerConfig config = new LearnerConfig(
                TestExamples.tinyModel(),
                new TrainerConfig(1, new NormClipping(10), 100, Sampling.UNIFORM, 0.75),
                new LearnerConfig.ServerConfig(8, 1, 1, 25_000),
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                TestInputs.publication(LineageConfig.of(1L), Precision.FLOAT32));
        Learner.build(TestInputs.of(examples), config, InMemoryModelLog::new);
    }
}
