package io.millrace.pipeline.job;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.flink.Learner;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.kafka.AvroSinks;
import io.millrace.pipeline.kafka.EventDeserializer;
import io.millrace.pipeline.kafka.KafkaModelLog;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.flink.LiveWatermarks;
import io.millrace.sequence.flink.SequenceBuilder;
import io.millrace.sequence.flink.SequenceStreams;
import io.millrace.sequence.intake.Intake;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main job: events in, weights out.
 *
 * <pre>
 * events -> sequence builder -> learner -> model
 *              |       |          |
 *        dead-letters  |     evaluations
 *               training-examples
 * </pre>
 */
public final class OnlineJob {
    // A stream whose youngest event is older than this is a replay: the wall clock says nothing of its time.
    private static final Duration LIVE_HORIZON = Duration.ofMinutes(1);

    // A partition without events holds back the event time of all others no longer than this.
    private static final Duration IDLE_PARTITION = Duration.ofSeconds(30);

    private OnlineJob() {}

    /** What the job needs of Flink wherever it runs. */
    public static Configuration requiredSettings() {
        return Configuration.fromMap(Map.of(
                // The trainer's loop is a round trip a step: no buffer may wait for company.
                "execution.buffer-timeout.interval", "0 ms",
                // Replies would wait in unaligned channel state, and Flink refuses it on custom partitioning anyway.
                "execution.checkpointing.unaligned.enabled", "false",
                "execution.checkpointing.mode", "EXACTLY_ONCE",
                "pipeline.object-reuse", "true",
                "pipeline.generic-types", "false"));
    }

    /**
     * Draws the job.
     *
     * @param lineage of a model that starts afresh
     */
    public static void build(StreamExecutionEnvironment env, MillraceConfig config, long lineage) {
        env.configure(requiredSettings());
        env.setParallelism(config.get(MillraceOptions.PARALLELISM));
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);

        SequenceStreams sequences = SequenceBuilder.build(
                events(env, config, brokers), JobConfigs.sequence(config), JobConfigs.breaker(config));
        LearnerConfig learnerConfig = JobConfigs.learner(config, lineage);
        Learner.Streams learnt = Learner.build(
                sequences.examples(),
                sequences.reports(),
                learnerConfig,
                KafkaModelLog.factory(brokers, TopicNames.MODEL));

        if (config.get(MillraceOptions.PUBLISH_EXAMPLES)) {
            sequences
                    .examples()
                    .sinkTo(AvroSinks.sink(
                            brokers,
                            TopicNames.TRAINING_EXAMPLES,
                            TrainingExample.class,
                            example -> ByteBuffer.allocate(Long.BYTES)
                                    .putLong(example.getUser())
                                    .array()))
                    .name("training-examples")
                    .uid("training-examples");
        }
        learnt.evaluations()
                .sinkTo(AvroSinks.sink(
                        brokers,
                        TopicNames.EVALUATIONS,
                        Evaluation.class,
                        evaluation -> evaluation.getTask().getBytes(StandardCharsets.UTF_8)))
                .name("evaluations")
                .uid("evaluations")
                .setParallelism(1);
        sequences
                .deadLetters()
                .union(learnt.refused())
                .sinkTo(AvroSinks.sink(brokers, TopicNames.DEAD_LETTERS, DeadLetter.class, letter -> null))
                .name("dead-letters")
                .uid("dead-letters");
    }

    private static DataStream<Intake> events(StreamExecutionEnvironment env, MillraceConfig config, String brokers) {
        KafkaSource<Intake> source = KafkaSource.<Intake>builder()
                .setBootstrapServers(brokers)
                .setTopics(TopicNames.EVENTS)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new EventDeserializer(
                        config.get(MillraceOptions.FEATURES),
                        config.get(MillraceOptions.DENSE_FEATURES),
                        JobConfigs.bounds(config)))
                .setProperty("commit.offsets.on.checkpoint", "false")
                // Dead letters are put back in transactions: those of a replay that was cut short are no events.
                .setProperty("isolation.level", "read_committed")
                .build();
        return env.fromSource(
                        source,
                        LiveWatermarks.strategy(config.get(MillraceOptions.DISORDER), LIVE_HORIZON, Clock.systemUTC())
                                .withIdleness(IDLE_PARTITION),
                        "events")
                .uid("events");
    }
}
