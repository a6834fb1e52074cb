package io.millrace.pipeline.job;

import io.millrace.pipeline.backfill.Backfill;
import io.millrace.pipeline.backfill.HistorySources;
import io.millrace.pipeline.backfill.HistorySources.Validators;
import io.millrace.pipeline.backfill.HistoryWatermarks;
import io.millrace.pipeline.backfill.TopicStart;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.kafka.EventDeserializer;
import io.millrace.sequence.flink.EventTypeInfo;
import io.millrace.sequence.flink.LiveWatermarks;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Where the job's events come from: the topic, or files and then the topic, or files alone. Each is a source of its own
 * name, so that none goes on from the checkpoint of another.
 */
final class EventInput {
    // A stream whose youngest event is older than this is a replay: the wall clock says nothing of its time.
    private static final Duration LIVE_HORIZON = Duration.ofMinutes(1);

    // A partition without events holds back the event time of all others no longer than this.
    private static final Duration IDLE_PARTITION = Duration.ofSeconds(30);

    private EventInput() {}

    static DataStream<Intake> draw(StreamExecutionEnvironment env, MillraceConfig config) {
        Optional<Backfill> backfill = Backfill.of(config);
        if (backfill.isEmpty()) {
            return draw(env, topic(config, OffsetsInitializer.earliest()), live(config), "events");
        }
        Backfill history = backfill.get();
        WatermarkStrategy<Intake> watermarks = HistoryWatermarks.strategy(
                config.get(MillraceOptions.DISORDER), history.lastWatermark(), TopicNames.EVENTS, live(config));
        if (history.bounded()) {
            return draw(env, HistorySources.alone(history.files(), validators(config)), watermarks, "event-files");
        }
        KafkaSource<Intake> topic =
                topic(config, new TopicStart(history.border().topicStart()));
        return draw(
                env,
                HistorySources.before(topic, history.files(), validators(config)),
                watermarks,
                "event-files-and-events");
    }

    private static DataStream<Intake> draw(
            StreamExecutionEnvironment env,
            Source<Intake, ?, ?> source,
            WatermarkStrategy<Intake> strategy,
            String name) {
        return env.fromSource(source, strategy, name, EventTypeInfo.INTAKE).uid(name);
    }

    private static KafkaSource<Intake> topic(MillraceConfig config, OffsetsInitializer start) {
        return KafkaSource.<Intake>builder()
                .setBootstrapServers(config.get(MillraceOptions.BOOTSTRAP_SERVERS))
                .setTopics(TopicNames.EVENTS)
                .setStartingOffsets(start)
                .setDeserializer(new EventDeserializer(
                        config.get(MillraceOptions.FEATURES),
                        config.get(MillraceOptions.DENSE_FEATURES),
                        JobConfigs.bounds(config)))
                .setProperty("commit.offsets.on.checkpoint", "false")
                // Dead letters are put back in transactions: those of a replay that was cut short are no events.
                .setProperty("isolation.level", "read_committed")
                .build();
    }

    private static Validators validators(MillraceConfig config) {
        List<String> features = List.copyOf(config.get(MillraceOptions.FEATURES));
        List<String> denseFeatures = List.copyOf(config.get(MillraceOptions.DENSE_FEATURES));
        EventBounds bounds = JobConfigs.bounds(config);
        return () -> new EventValidator(features, denseFeatures, bounds, Clock.systemUTC());
    }

    private static WatermarkStrategy<Intake> live(MillraceConfig config) {
        return LiveWatermarks.strategy(config.get(MillraceOptions.DISORDER), LIVE_HORIZON, Clock.systemUTC())
                .withIdleness(IDLE_PARTITION);
    }
}
