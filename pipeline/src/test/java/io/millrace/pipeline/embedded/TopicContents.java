package io.millrace.pipeline.embedded;

import io.millrace.pipeline.kafka.WholeTopic;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all that a topic holds now. */
public final class TopicContents {
    private TopicContents() {}

    static List<ConsumerRecord<byte[], byte[]>> of(String brokers, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Without what transactions that were given up have written; those that are open are waited for. */
    public static List<ConsumerRecord<byte[], byte[]>> committed(String brokers, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        new WholeTopic(brokers, topic).forEach(records::add);
        return records;
    }

    static <T extends SpecificRecord> List<T> of(String brokers, String topic, Class<T> contract)
            throws UndecodableException {
        SingleObjectCodec<T> codec = new SingleObjectCodec<>(contract);
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : of(brokers, topic)) {
            values.add(codec.decode(record.value()));
        }
        return values;
    }
}
