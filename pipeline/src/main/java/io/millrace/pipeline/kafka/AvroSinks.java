package io.millrace.pipeline.kafka;

import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sinks of topics whose values are contracts in single-object encoding. At least once: consumers know repeats by id. */
public final class AvroSinks {
    private static final String MAX_REQUEST_BYTES = String.valueOf(8 << 20);

    private AvroSinks() {}

    /** How a record's key is made; null for none. */
    @FunctionalInterface
    public interface Key<T> extends Function<T, byte[]>, Serializable {}

    public static <T extends SpecificRecord> KafkaSink<T> sink(
            String bootstrapServers, String topic, Class<T> contract, Key<T> key) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES)
                .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new Serializer<>(topic, contract, key))
                .build();
    }

    private static final class Serializer<T extends SpecificRecord> implements KafkaRecordSerializationSchema<T> {
        private final String topic;
        private final Class<T> contract;
        private final Key<T> key;
        private transient SingleObjectCodec<T> codec;

        Serializer(String topic, Class<T> contract, Key<T> key) {
            this.topic = topic;
            this.contract = contract;
            this.key = key;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext context, Long timestamp) {
            if (codec == null) {
                codec = new SingleObjectCodec<>(contract);
            }
            return new ProducerRecord<>(topic, key.apply(element), codec.encode(element));
        }
    }
}
