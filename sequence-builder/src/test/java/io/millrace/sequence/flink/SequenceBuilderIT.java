package io.millrace.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.timeline.HeapBounds;
import io.millrace.sequence.timeline.TestingTimeline;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SequenceBuilderIT {
    private static final Duration DISORDER = Duration.ofMinutes(2);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @Test
    void shouldBuildTheSameExamplesInParallelAsOneTimelineAfterAnother() throws Exception {
        SequenceConfig config = SequenceConfig.defaults()
                .withFeatures(List.of("category"))
                .withDenseFeatures(List.of("price", "stock"));
        List<AcceptedEvent> events = TestingStream.ofEvents(1, 20, 4000);
        Configuration options = new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none")
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(options);
        env.setParallelism(2);
        var records = env.fromData(EventTypeInfo.INTAKE, intakes(events))
                .setParallelism(1)
                .assignTimestampsAndWatermarks(
                        LiveWatermarks.strategy(DISORDER, Duration.ofMinutes(1), Clock.systemUTC()))
                .setParallelism(1);

        List<TrainingExample> examples = new ArrayList<>();
        SequenceBuilder.build(records, config, HeapBounds.DEFAULTS, BreakerConfig.defaults())
                .examples()
                .executeAndCollect()
                .forEachRemaining(examples::add);

        assertThat(examples).containsExactlyInAnyOrderElementsOf(expected(config, events));
        assertThat(examples).hasSizeGreaterThan(100);
    }

    private static Intake[] intakes(List<AcceptedEvent> events) {
        List<Intake> intakes = new ArrayList<>();
        for (AcceptedEvent event : TestingStream.shuffled(events, DISORDER.toMillis(), 7)) {
            ConsumedRecord record = new ConsumedRecord("events", 0, intakes.size(), event.arrival(), null, null);
            if (intakes.size() % 50 == 49) {
                intakes.add(Intake.refused(record, "no-value", ""));
            }
            intakes.add(Intake.accepted(record, event));
        }
        return intakes.toArray(Intake[]::new);
    }

    private static List<TrainingExample> expected(SequenceConfig config, List<AcceptedEvent> events) {
        List<TrainingExample> expected = new ArrayList<>();
        TestingStream.byUser(events).forEach((user, own) -> {
            TestingTimeline timeline = new TestingTimeline(config, user);
            timeline.take(own.toArray(AcceptedEvent[]::new)).advance(Long.MAX_VALUE);
            expected.addAll(timeline.examples);
        });
        return expected;
    }
}
