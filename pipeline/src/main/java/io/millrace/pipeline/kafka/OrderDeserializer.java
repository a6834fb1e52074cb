package io.millrace.pipeline.kafka;

import io.millrace.learner.verdict.GivenOrder;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads orders; what is none is logged and passed over. */
public final class OrderDeserializer implements KafkaRecordDeserializationSchema<GivenOrder> {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDeserializer.class);

    private transient SingleObjectCodec<PublicationOrder> codec;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        codec = new SingleObjectCodec<>(PublicationOrder.class);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<GivenOrder> out) {
        try {
            out.collect(new GivenOrder(codec.decode(kafka.value()), kafka.offset()));
        } catch (UndecodableException e) {
            LOG.warn("Topic {} has at offset {} what is no order: {}", kafka.topic(), kafka.offset(), e.getMessage());
        }
    }

    @Override
    public TypeInformation<GivenOrder> getProducedType() {
        return TypeInformation.of(GivenOrder.class);
    }
}
