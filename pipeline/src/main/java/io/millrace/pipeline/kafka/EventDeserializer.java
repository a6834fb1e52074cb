package io.millrace.pipeline.kafka;

import io.millrace.sequence.flink.EventTypeInfo;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the events topic: what is no event becomes a dead letter, never an exception. */
public final class EventDeserializer implements KafkaRecordDeserializationSchema<Intake> {
    private final List<String> features;
    private final List<String> denseFeatures;
    private final EventBounds bounds;
    private transient EventValidator validator;

    /**
     * @param features feature fields that the model reads as categories
     * @param denseFeatures feature fields that the model reads as numbers
     * @param bounds what an event may be at most
     */
    public EventDeserializer(List<String> features, List<String> denseFeatures, EventBounds bounds) {
        this.features = List.copyOf(features);
        this.denseFeatures = List.copyOf(denseFeatures);
        this.bounds = bounds;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        validator = new EventValidator(features, denseFeatures, bounds, Clock.systemUTC());
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<Intake> out) {
        ConsumedRecord record = new ConsumedRecord(
                kafka.topic(), kafka.partition(), kafka.offset(), kafka.timestamp(), kafka.key(), kafka.value());
        OptionalLong heartbeat = kafka.value() == null ? Heartbeats.timeOf(kafka.headers()) : OptionalLong.empty();
        out.collect(
                heartbeat.isPresent() ? Intake.heartbeat(record, heartbeat.getAsLong()) : validator.validate(record));
    }

    @Override
    public TypeInformation<Intake> getProducedType() {
        return EventTypeInfo.INTAKE;
    }
}
