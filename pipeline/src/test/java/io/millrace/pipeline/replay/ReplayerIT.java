package io.millrace.pipeline.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class ReplayerIT {
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Map<String, Object> client;
    private static Admin admin;

    private String topic;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder, 0);
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(client);
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws ExecutionException, InterruptedException {
        topic = test.getTestMethod().orElseThrow().getName();
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
                .all()
                .get();
        // The controller has it; the broker hears of it a moment later.
        await().until(() -> admin.listTopics().names().get().contains(topic));
    }

    @Test
    void shouldSendEveryEventOnceAndEachUsersInOrder() {
        InMemoryEventSource source = InMemoryEventSource.clicks(5_000);
        Replayer replayer = replayer(source, Pace.MAX);
        replayer.run();

        assertThat(replayer.progress()).isEqualTo(new ReplayProgress(5_000, 0, 0, source.size(), 4_999_000, true));
        assertTopicHolds(source);
    }

    @Test
    void shouldSendNothingWhenEverythingIsThere() {
        InMemoryEventSource source = InMemoryEventSource.clicks(500);
        replayer(source, Pace.MAX).run();
        Replayer again = replayer(source, Pace.MAX);
        again.run();

        assertThat(again.progress().produced()).isZero();
        assertThat(again.progress().skipped()).isEqualTo(500);
        assertTopicHolds(source);
    }

    @Test
    void shouldGoOnWhereItWasClosed() throws InterruptedException {
        InMemoryEventSource source = InMemoryEventSource.clicks(20_000);
        // An event a millisecond: slow enough to be interrupted midway.
        Replayer first = replayer(source, Pace.times(1_000));
        Thread thread = new Thread(first::run);
        thread.start();
        await().until(() -> first.progress().produced() > 300);
        first.close();
        thread.join();
        long sent = first.progress().produced();
        assertThat(sent).isLessThan(20_000);
        assertThat(first.progress().finished()).isTrue();

        Replayer second = replayer(source, Pace.MAX);
        second.run();
        assertThat(second.progress().skipped()).isEqualTo(sent);
        assertThat(second.progress().produced()).isEqualTo(20_000 - sent);
        assertTopicHolds(source);
    }

    @Test
    void shouldGoOnWhenItsProcessWasKilled() throws Exception {
        InMemoryEventSource source = InMemoryEventSource.clicks(50_000);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlog4j2.configurationFile=log4j2-test.properties",
                        ReplayProcess.class.getName(),
                        broker.bootstrapServers(),
                        topic,
                        String.valueOf(source.list().size()))
                .inheritIO()
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> count() > 2_000);
        } finally {
            process.destroyForcibly().waitFor();
        }

        Replayer second = replayer(source, Pace.MAX);
        second.run();
        assertThat(second.progress().produced()).isPositive();
        assertThat(second.progress().skipped()).isGreaterThan(2_000);
        assertTopicHolds(source);
    }

    @Test
    void shouldGoOnByItselfWhenTheBrokerComesBack() throws InterruptedException {
        InMemoryEventSource source = InMemoryEventSource.clicks(2_000);
        Replayer replayer = replayer(source, Pace.times(1_000));
        Thread thread = new Thread(replayer::run);
        thread.start();
        await().until(() -> replayer.progress().produced() > 100);
        broker.close();
        broker = EmbeddedBroker.start(folder, broker.port());
        thread.join();

        assertThat(replayer.progress().produced()).isEqualTo(2_000);
        assertTopicHolds(source);
    }

    @Test
    void shouldFindItsPlaceBehindTheRecordsOfOthers() throws Exception {
        InMemoryEventSource source = InMemoryEventSource.clicks(1_000);
        InMemoryEventSource other = new InMemoryEventSource(4711, source.list().subList(0, 300));
        InMemoryEventSource half =
                new InMemoryEventSource(source.identity(), source.list().subList(0, 600));
        replayer(half, Pace.MAX).run();
        replayer(other, Pace.MAX).run();
        try (KafkaProducer<byte[], byte[]> stranger = stranger()) {
            stranger.send(new ProducerRecord<>(topic, 0, null, new byte[] {1, 2, 3}))
                    .get();
        }

        Replayer second = replayer(source, Pace.MAX);
        second.run();
        assertThat(second.progress().skipped()).isEqualTo(600);
        assertThat(second.progress().produced()).isEqualTo(400);
    }

    @Test
    void shouldRefuseToGoOnWhenAPartitionHasForgotten() throws Exception {
        InMemoryEventSource source = InMemoryEventSource.clicks(1_000);
        replayer(source, Pace.MAX).run();
        admin.deleteRecords(Map.of(new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();

        Replayer second = replayer(source, Pace.MAX);
        assertThatThrownBy(second::run)
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(topic + "-1")
                .hasMessageContaining("retention");
        assertThat(second.progress().finished()).isTrue();
    }

    @Test
    void shouldRefuseToGoOnWhenTheTopicHasMorePartitions() throws Exception {
        InMemoryEventSource source = InMemoryEventSource.clicks(1_000);
        replayer(source, Pace.MAX).run();
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();

        Replayer second = replayer(source, Pace.MAX);
        assertThatThrownBy(second::run).isInstanceOf(ReplayException.class).hasMessageContaining("users have moved");
    }

    @Test
    void shouldSayThatThereIsNoTopic() {
        topic = "nowhere";
        Replayer replayer = replayer(InMemoryEventSource.clicks(1), Pace.MAX);
        assertThatThrownBy(replayer::run).isInstanceOf(ReplayException.class).hasMessageContaining("no topic nowhere");
        assertThatThrownBy(replayer::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldEndWhenTheBrokerRefusesAnEvent() {
        InMemoryEventSource source = InMemoryEventSource.clicks(10);
        Map<String, Object> small = new HashMap<>(client);
        small.put("max.request.size", 10);
        Replayer replayer = new Replayer(source, small, topic, Pace.MAX, WallClock.SYSTEM);
        assertThatThrownBy(replayer::run).isInstanceOf(ReplayException.class).hasMessageContaining("refuses an event");
        assertThat(count()).isZero();
    }

    private Replayer replayer(InMemoryEventSource source, Pace pace) {
        return new Replayer(source, client, topic, pace, WallClock.SYSTEM);
    }

    private static KafkaProducer<byte[], byte[]> stranger() {
        return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void assertTopicHolds(InMemoryEventSource source) {
        Map<String, List<Event>> byUser = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records()) {
            Event event = decode(record.value());
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(event.getUserId());
            byUser.computeIfAbsent(event.getUserId(), user -> new ArrayList<>()).add(event);
            Integer before = partitions.put(event.getUserId(), record.partition());
            assertThat(before).isIn(null, record.partition());
        }
        Map<String, List<Event>> expected = new HashMap<>();
        source.list()
                .forEach(event -> expected.computeIfAbsent(event.getUserId(), user -> new ArrayList<>())
                        .add(event));
        assertThat(byUser).isEqualTo(expected);
        assertThat(partitions.values()).contains(0, 1, 2);
    }

    private static Event decode(byte[] value) {
        try {
            return new SingleObjectCodec<>(Event.class).decode(value);
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    private long count() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(partitions());
            consumer.seekToBeginning(partitions());
            long count = count();
            while (records.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        records.sort(
                Comparator.comparing(ConsumerRecord<byte[], byte[]>::partition).thenComparing(ConsumerRecord::offset));
        return records;
    }

    private List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
