package io.millrace.pipeline.kafka;

import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads orders; what is none is logged and passed over. */
public final class OrderDeserializer implements KafkaRecordDeserializationSchema<PublicationOrder> {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDeserializer.class);

    private transient SingleObjectCodec<PublicationOrder> codec;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        codec = new SingleObjectCodec<>(PublicationOrder.class);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<PublicationOrder> out) {
        try {
            out.collect(codec.decode(kafka.value()));
        } catch (UndecodableException e) {
            LOG.warn("Topic {} has at offset {} what is no order: {}", kafka.topic(), kafka.offset(), e.getMessage());
        }
    }

    @Override
    public TypeInformation<PublicationOrder> getProducedType() {
        return new AvroTypeInfo<>(PublicationOrder.class);
    }
}
