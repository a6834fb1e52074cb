package io.millrace.pipeline.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.learner.publish.ModelLog;
import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.embedded.TopicContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaModelLogIT {
    private static final int KEY_GROUPS = 8;
    private static final int RECORDS = 4_000;
    /** Longer than the producer's own patience, whose end says why; a shorter wait would hide it. */
    private static final Duration AFTER_DELIVERY_TIMEOUT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static void append(ModelLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.append(i % KEY_GROUPS, bytes(i), bytes(i));
        }
    }

    private static void make(EmbeddedBroker broker, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(TopicNames.MODEL, Optional.of(2), Optional.empty()).configs(settings)))
                    .all()
                    .get();
        }
    }

    private static ModelLog open(EmbeddedBroker broker) {
        return KafkaModelLog.factory(broker.bootstrapServers(), TopicNames.MODEL)
                .open();
    }

    /** The broker goes away with records on the way, and comes back: each is there once, in the order of its key group. */
    @Test
    void shouldLoseNothingWhenTheBrokerIsAwayForAWhile() throws Exception {
        EmbeddedBroker first = EmbeddedBroker.start(folder, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrapServers()))) {
            new Topics(1, 2).create(admin);
        }
        try (ModelLog log = open(first)) {
            append(log, 0, RECORDS / 2);
            first.close();
            CompletableFuture<Void> flushed = CompletableFuture.runAsync(() -> {
                append(log, RECORDS / 2, RECORDS);
                flush(log);
            });
            try (EmbeddedBroker second = EmbeddedBroker.start(folder, first.port())) {
                assertThat(flushed).succeedsWithin(AFTER_DELIVERY_TIMEOUT);
                Map<Integer, List<Integer>> ofPartitions = Map.of(0, numbers(second, 0), 1, numbers(second, 1));
                for (int partition = 0; partition < 2; partition++) {
                    int remainder = partition;
                    assertThat(ofPartitions.get(partition))
                            .containsExactlyElementsOf(IntStream.range(0, RECORDS)
                                    .filter(i -> i % KEY_GROUPS % 2 == remainder)
                                    .boxed()
                                    .toList());
                }
            }
        }
    }

    private static void flush(ModelLog log) {
        try {
            log.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> numbers(EmbeddedBroker broker, int partition) {
        return TopicContents.committed(broker.bootstrapServers(), TopicNames.MODEL).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> ByteBuffer.wrap(record.value()).getInt())
                .toList();
    }

    @Test
    void shouldSayThatThereIsNoTopicAndHowToMakeIt() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThatThrownBy(() -> open(broker))
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .hasMessageContaining("there is no topic model at " + broker.bootstrapServers())
                    .hasMessageContaining("millrace topics");
        }
    }

    @Test
    void shouldWaitForATopicThatIsMadeAMomentLater() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            CompletableFuture<ModelLog> opened = CompletableFuture.supplyAsync(() -> open(broker));
            assertThatCode(() -> make(broker, Map.of("cleanup.policy", "compact")))
                    .doesNotThrowAnyException();
            assertThat(opened).succeedsWithin(Duration.ofMinutes(1)).satisfies(ModelLog::close);
        }
    }

    @Test
    void shouldNotPublishToATopicThatDeletesByAge() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            make(broker, Map.of("cleanup.policy", "compact,delete"));
            assertThatThrownBy(() -> open(broker))
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .hasMessageContaining("cleanup.policy=compact,delete")
                    .hasMessageContaining("set it to compact");
        }
    }

    @Test
    void shouldSayWhichSettingARecordIsTooLargeFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            make(broker, Map.of("cleanup.policy", "compact", "max.message.bytes", "1000"));
            try (ModelLog log = open(broker)) {
                byte[] incompressible = new byte[2 << 20];
                new Random(1).nextBytes(incompressible);
                log.appendManifest(bytes(1), incompressible);
                assertThatThrownBy(log::flush)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("Raise max.message.bytes");
                append(log, 0, 1);
                log.flush();
                assertThat(numbers(broker, 0)).as("what fits goes on").containsExactly(0);
            }
        }
    }

    /** By which the job knows its lineage's partitions again. */
    @Test
    void shouldSeePartitionsThatWereAddedWhenItIsOpenedAgain() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            make(broker, Map.of("cleanup.policy", "compact"));
            try (ModelLog log = open(broker)) {
                assertThat(log.partitions()).isEqualTo(2);
                admin.createPartitions(Map.of(TopicNames.MODEL, NewPartitions.increaseTo(3)))
                        .all()
                        .get();
                assertThat(log.partitions()).as("of a log that is open").isEqualTo(2);
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                try (ModelLog log = open(broker)) {
                    assertThat(log.partitions()).isEqualTo(3);
                }
            });
        }
    }

    /** What follows a failure is sent again anyway, and might wait for the broker as long for each record. */
    @Test
    void shouldSendNothingBehindARecordThatFailedUntilTheNextAttempt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            make(broker, Map.of("cleanup.policy", "compact"));
            try (ModelLog log = open(broker)) {
                log.appendManifest(bytes(1), new byte[65 << 20]);
                append(log, 0, 2);
                assertThatThrownBy(log::flush).isInstanceOf(IOException.class);
                append(log, 2, 3);
                log.flush();
                assertThat(numbers(broker, 0)).containsExactly(2);
            }
        }
    }
}
