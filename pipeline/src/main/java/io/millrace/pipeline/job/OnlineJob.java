package io.millrace.pipeline.job;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.flink.Learner;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.kafka.AvroSinks;
import io.millrace.pipeline.kafka.KafkaModelLog;
import io.millrace.pipeline.versions.PublicationOrders;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.flink.SequenceBuilder;
import io.millrace.sequence.flink.SequenceStreams;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main job: events in, weights out.
 *
 * <pre>
 *                 model-control -v
 * events -> sequence builder -> learner -> model
 *              |       |          |
 *        dead-letters  |     evaluations
 *          erasures    |
 *               training-examples
 * </pre>
 */
public final class OnlineJob {
    private OnlineJob() {}

    /** What the job sets of Flink wherever it runs. */
    public static Configuration requiredSettings() {
        return Configuration.fromMap(Map.of(
                // The trainer's loop is a round trip a step: no buffer may wait for company.
                "execution.buffer-timeout.interval", "0 ms",
                "pipeline.object-reuse", "true",
                // What is stored belongs to an operator by its uid: one that is made up changes with the graph around
                // it.
                "pipeline.auto-generate-uids", "false",
                "pipeline.generic-types", "false"));
    }

    /**
     * Draws the job.
     *
     * @param lineage of a model that starts afresh
     * @throws io.millrace.learner.flink.UnsuitableCheckpointsException if the environment or the cluster asks for
     *     checkpoints that are not aligned, or not exactly once
     */
    public static void build(StreamExecutionEnvironment env, MillraceConfig config, long lineage) {
        env.configure(requiredSettings());
        env.setParallelism(config.get(MillraceOptions.PARALLELISM));
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);

        SequenceStreams sequences = SequenceBuilder.build(
                EventInput.draw(env, config),
                JobConfigs.sequence(config),
                JobConfigs.heap(config),
                JobConfigs.breaker(config));
        LearnerConfig learnerConfig = JobConfigs.learner(config, lineage);
        Learner.Streams learnt = Learner.build(
                new Learner.Inputs(
                        sequences.examples(),
                        sequences.reports(),
                        sequences.erasures(),
                        OrderInput.draw(env, config),
                        () -> new PublicationOrders(brokers).newest()),
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
        sequences
                .erasures()
                .sinkTo(AvroSinks.sink(
                        brokers,
                        TopicNames.ERASURES,
                        Erased.class,
                        erased -> erased.getUserId().getBytes(StandardCharsets.UTF_8)))
                .name("erasures")
                .uid("erasures");
    }
}
