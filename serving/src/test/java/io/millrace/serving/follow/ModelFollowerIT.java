package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.serving.topic.TopicStatus.State;
import io.millrace.serving.version.ModelLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFollowerIT {
    private static final String TOPIC = "model";
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestingBroker broker;
    private final TestingTopic topic = new TestingTopic(PARTITIONS);
    private final TestingLearner learner = new TestingLearner(7, topic, 1);
    private final ModelRecordCodec codec = new ModelRecordCodec();

    @BeforeEach
    void prepareBroker() {
        broker = new TestingBroker(folder);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void shouldWaitForTheTopicAndActivateWhatIsComplete() throws Exception {
        broker.start();
        List<Activation> activations = new CopyOnWriteArrayList<>();
        try (ModelFollower follower = follower(TestingLayout::parse)) {
            follower.onActivation(activation -> {
                throw new IllegalStateException("a listener's own trouble");
            });
            follower.onActivation(activations::add);
            follower.start();
            broker.createTopic(TOPIC, PARTITIONS);
            learner.learn(100).publish(1);
            send();

            awaitVersion(follower, 1);
            await().atMost(PATIENCE).until(() -> activations.size() == 1);
            assertThat(activations.get(0).version()).isEqualTo(1);
            assertThat(activations.get(0).activatedAtMillis()).isEqualTo(1_000);
            assertThat(activations.get(0).freshnessMillis()).containsExactly(900L, 800L);
            await().atMost(PATIENCE).until(() -> follower.status().lag() == 0);
            assertThat(follower.status().state()).isEqualTo(State.FOLLOWING);
        }
    }

    @Test
    void shouldSkipAndCountWhatItCannotDecode() throws Exception {
        broker.start();
        broker.createTopic(TOPIC, PARTITIONS);
        learner.learn(100).publish(1);
        try (KafkaProducer<byte[], byte[]> producer = broker.producer();
                ModelFollower follower = follower(TestingLayout::parse)) {
            producer.send(new ProducerRecord<>(TOPIC, 1, new byte[] {1}, new byte[] {2}));
            producer.send(new ProducerRecord<>(TOPIC, 1, null, new byte[] {2}));
            producer.flush();
            send();
            follower.start();

            awaitVersion(follower, 1);
            await().atMost(PATIENCE).until(() -> follower.status().undecodable() == 2);
            assertThat(follower.status().lastUndecodable()).contains("partition 1, offset 1");
        }
    }

    @Test
    void shouldSayThatSomebodyElseWritesIntoAnotherPartition() throws Exception {
        broker.start();
        broker.createTopic(TOPIC, PARTITIONS);
        learner.into(PARTITIONS);
        TestingLearner.RowKey user = learner.set(new TestingLearner.RowKey(TestingLayout.USERS, 3));
        learner.learn(100).publish(1);
        int other = (learner.partition(TestingLearner.group(user)) + 1) % PARTITIONS;
        topic.partition(other).add(0, learner.record(1, user, new float[] {1, 2, 3}));
        send();
        try (ModelFollower follower = follower(TestingLayout::parse)) {
            follower.start();

            awaitVersion(follower, 1);
            await().atMost(PATIENCE).until(() -> follower.status().assembly().misplaced() == 1);
            assertThat(follower.status().assembly().misplacement()).contains("and in " + other);
        }
    }

    @Test
    void shouldGoOnWhenTheBrokerComesBack() throws Exception {
        broker.start();
        broker.createTopic(TOPIC, PARTITIONS);
        learner.learn(100).publish(1);
        send();
        ModelFollower follower = follower(TestingLayout::parse);
        try (follower) {
            follower.start();
            awaitVersion(follower, 1);

            broker.stop();
            broker.start();
            topic.clear();
            learner.learn(30).publish(2);
            send();

            awaitVersion(follower, 2);
            assertThat(follower.status().failure()).isEmpty();
        }
        assertThat(follower.status().state()).isEqualTo(State.CLOSED);
        learner.assertExact(follower.current().orElseThrow());
    }

    @Test
    void shouldSayWhyItFailed() throws Exception {
        broker.start();
        broker.createTopic(TOPIC, PARTITIONS);
        learner.learn(10).publish(1);
        send();
        IllegalStateException unexpected = new IllegalStateException("nobody expected this");
        try (ModelFollower follower = follower(text -> {
            throw unexpected;
        })) {
            follower.start();

            await().atMost(PATIENCE).until(() -> follower.status().state() == State.FAILED);
            assertThat(follower.status().failure()).containsSame(unexpected);
        }
    }

    @Test
    void shouldCloseWhileThereIsNoBroker() {
        ModelFollower follower = follower(TestingLayout::parse);
        follower.start();
        follower.close();

        assertThat(follower.status().state()).isEqualTo(State.CLOSED);
        assertThat(follower.current()).isEmpty();
    }

    @Test
    void shouldCloseWithoutEverStarting() {
        ModelFollower follower = follower(TestingLayout::parse);
        follower.close();

        assertThat(follower.status().state()).isEqualTo(State.CLOSED);
    }

    private ModelFollower follower(Function<String, ModelLayout> layouts) {
        return new ModelFollower(
                FollowerConfig.of(broker.bootstrapServers(), TOPIC), () -> Instant.ofEpochMilli(1_000), layouts);
    }

    private void awaitVersion(ModelFollower follower, long version) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(follower.current()).isPresent();
            assertThat(follower.current().orElseThrow().version()).isEqualTo(version);
        });
        learner.assertExact(follower.current().orElseThrow());
    }

    private void send() throws ExecutionException, InterruptedException {
        List<Future<?>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            topic.read(new Random(1), (partition, record) -> {
                ModelRecordCodec.Encoded encoded = TestingTopic.encode(codec, record);
                sent.add(producer.send(new ProducerRecord<>(TOPIC, partition, encoded.key(), encoded.value())));
            });
        }
        for (Future<?> each : sent) {
            each.get();
        }
    }
}
