package io.millrace.benchmarks.sequences;

import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.kafka.AvroSinks;
import io.millrace.pipeline.kafka.EventDeserializer;
import io.millrace.schemas.Event;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.flink.LiveWatermarks;
import io.millrace.sequence.flink.SequenceBuilder;
import io.millrace.sequence.intake.AcceptedEventCodec;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.intake.Intake;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Draws the jobs that are compared. All read the same topic to its end.
 *
 * @param bootstrapServers of the broker
 * @param events the topic that is read
 * @param output the topic that is written, if one is
 * @param config of the sequence builder
 * @param naiveOutputs how many outputs the naive job is to have
 * @param naiveEvents out of how many events
 */
record JobGraphs(
        String bootstrapServers,
        String events,
        String output,
        MillraceConfig config,
        long naiveOutputs,
        long naiveEvents) {
    static final String SOURCE = "Source: events";
    static final String OUTPUT_WRITER = "output: Writer";

    private static final TypeInformation<byte[]> BYTES = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    private static final TypeInformation<Event> RECORDS = new AvroTypeInfo<>(Event.class);
    private static final Duration LIVE_HORIZON = Duration.ofMinutes(1);

    void draw(JobKind kind, StreamExecutionEnvironment env) {
        SequenceConfig sequence = JobConfigs.sequence(config);
        switch (kind) {
            case CEILING ->
                toKafka(read(
                        env,
                        KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class),
                        WatermarkStrategy.noWatermarks()));
            case KEYED ->
                toKafka(byUser(env)
                        .map(event -> event.f1)
                        .returns(BYTES)
                        .name("keyed")
                        .uid("keyed"));
            case NAIVE -> toNowhere(naive(byUser(env), BYTES, sequence, kind.label()));
            case NAIVE_RECORDS -> toNowhere(naive(recordsByUser(env), RECORDS, sequence, kind.label()));
            case MILLRACE -> toNowhere(examples(env, sequence));
            case MILLRACE_TO_KAFKA ->
                examples(env, sequence)
                        .sinkTo(AvroSinks.sink(
                                bootstrapServers,
                                output,
                                TrainingExample.class,
                                example -> ByteBuffer.allocate(Long.BYTES)
                                        .putLong(example.getUser())
                                        .array()))
                        .name("output")
                        .uid("output");
        }
    }

    private <T> DataStream<List<T>> naive(
            KeyedStream<Tuple2<Long, T>, Long> events, TypeInformation<T> type, SequenceConfig sequence, String name) {
        return events.process(new NaiveHistory<>(
                        type,
                        sequence.retention().interactions(),
                        sequence.slices().interactions(),
                        naiveOutputs,
                        naiveEvents))
                .returns(Types.LIST(type))
                .name(name)
                .uid(name);
    }

    private DataStream<TrainingExample> examples(StreamExecutionEnvironment env, SequenceConfig sequence) {
        DataStream<Intake> intake = read(
                env,
                decoder(),
                LiveWatermarks.strategy(config.get(MillraceOptions.DISORDER), LIVE_HORIZON, Clock.systemUTC()));
        return SequenceBuilder.build(intake, sequence, JobConfigs.heap(config), BreakerConfig.defaults())
                .examples();
    }

    /** Validated events in the sequence builder's own binary form, each with its user. */
    private KeyedStream<Tuple2<Long, byte[]>, Long> byUser(StreamExecutionEnvironment env) {
        return read(env, decoder(), WatermarkStrategy.noWatermarks())
                .filter(Intake::isAccepted)
                .name("accepted")
                .uid("accepted")
                .map(intake -> {
                    BinaryWriter out = new BinaryWriter();
                    AcceptedEventCodec.write(intake.event(), out);
                    return Tuple2.of(intake.event().user(), out.toBytes());
                })
                .returns(Types.TUPLE(Types.LONG, BYTES))
                .name("encode")
                .uid("encode")
                .keyBy(event -> event.f0, Types.LONG);
    }

    /** Events as records of their schema, not validated, each with the hash of its user. */
    private KeyedStream<Tuple2<Long, Event>, Long> recordsByUser(StreamExecutionEnvironment env) {
        return read(
                        env,
                        KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class),
                        WatermarkStrategy.noWatermarks())
                .map(new RecordDecoder())
                .name("decode")
                .uid("decode")
                .keyBy(event -> event.f0, Types.LONG);
    }

    /** Decodes single objects. */
    private static final class RecordDecoder extends RichMapFunction<byte[], Tuple2<Long, Event>>
            implements ResultTypeQueryable<Tuple2<Long, Event>> {
        private transient SingleObjectCodec<Event> codec;

        @Override
        public void open(OpenContext context) {
            codec = new SingleObjectCodec<>(Event.class);
        }

        @Override
        public Tuple2<Long, Event> map(byte[] bytes) throws UndecodableException {
            Event event = codec.decode(bytes);
            return Tuple2.of(Ids.of(event.getUserId()), event);
        }

        @Override
        public TypeInformation<Tuple2<Long, Event>> getProducedType() {
            return Types.TUPLE(Types.LONG, RECORDS);
        }
    }

    private EventDeserializer decoder() {
        return new EventDeserializer(
                config.get(MillraceOptions.FEATURES),
                config.get(MillraceOptions.DENSE_FEATURES),
                EventBounds.defaults());
    }

    private <T> DataStream<T> read(
            StreamExecutionEnvironment env,
            KafkaRecordDeserializationSchema<T> deserializer,
            WatermarkStrategy<T> watermarks) {
        KafkaSource<T> source = KafkaSource.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(events)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setDeserializer(deserializer)
                .setProperty("commit.offsets.on.checkpoint", "false")
                .build();
        return env.fromSource(source, watermarks, "events").uid("events");
    }

    private void toKafka(DataStream<byte[]> bytes) {
        String topic = output;
        bytes.sinkTo(KafkaSink.<byte[]>builder()
                        .setBootstrapServers(bootstrapServers)
                        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                        .setRecordSerializer((value, context, timestamp) -> new ProducerRecord<>(topic, value))
                        .build())
                .name("output")
                .uid("output");
    }

    private static <T> void toNowhere(DataStream<T> outputs) {
        outputs.sinkTo(new DiscardingSink<>()).name("output").uid("output");
    }
}
