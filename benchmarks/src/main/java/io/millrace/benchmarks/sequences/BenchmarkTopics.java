package io.millrace.benchmarks.sequences;

import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of a run: one for each traffic, filled once; one for the output of each pass, deleted after it. */
final class BenchmarkTopics implements AutoCloseable {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final int PAUSE_MILLIS = 5;

    /** Examples outgrow Kafka's own limit; what was deleted is to be gone before the next pass has written as much. */
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(8 << 20),
            TopicConfig.RETENTION_MS_CONFIG,
            "-1",
            TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
            "1000");

    private final String bootstrapServers;
    private final int partitions;
    private final Admin admin;

    /** @param partitions of every topic */
    BenchmarkTopics(String bootstrapServers, int partitions) {
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Makes a topic and returns when the broker knows it. */
    void create(String topic) throws InterruptedException {
        NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(SETTINGS);
        await(admin.createTopics(List.of(made)).all());
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (!await(admin.listTopics().names()).contains(topic)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The broker made a topic that it does not know: " + topic);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    void delete(String topic) throws InterruptedException {
        await(admin.deleteTopics(List.of(topic)).all());
    }

    /** Sends all events of {@code traffic}, by user, and returns when they are on the topic. */
    void fill(String topic, Traffic traffic) throws InterruptedException {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 << 10),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            new TrafficEvents(traffic)
                    .forEachRemaining(event -> producer.send(new ProducerRecord<>(
                            topic, event.getUserId().getBytes(StandardCharsets.UTF_8), codec.encode(event))));
        }
        long records = records(topic);
        if (records != traffic.events()) {
            throw new IllegalStateException(topic + " has " + records + " records, not " + traffic.events());
        }
    }

    /** How many records have ever been written to the topic. */
    long records(String topic) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return await(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private static <T> T await(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The broker refuses: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
