package io.millrace.pipeline.job;

import io.millrace.learner.verdict.GivenOrder;
import io.millrace.pipeline.backfill.Backfill;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.kafka.OrderDeserializer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What people order: all there is on the topic, of which the newest holds, and what comes. */
final class OrderInput {
    private OrderInput() {}

    static DataStream<GivenOrder> draw(StreamExecutionEnvironment env, MillraceConfig config) {
        KafkaSourceBuilder<GivenOrder> source = KafkaSource.<GivenOrder>builder()
                .setBootstrapServers(config.get(MillraceOptions.BOOTSTRAP_SERVERS))
                .setTopics(TopicNames.MODEL_CONTROL)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new OrderDeserializer())
                .setProperty("commit.offsets.on.checkpoint", "false");
        if (Backfill.of(config).map(Backfill::bounded).orElse(false)) {
            // The job ends when all its sources have.
            source.setBounded(OffsetsInitializer.latest());
        }
        return env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "orders")
                .uid("orders")
                .setParallelism(1);
    }
}
