package io.millrace.serving.users;

import static io.millrace.serving.users.TestingUsers.erased;
import static io.millrace.serving.users.TestingUsers.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.input.ExampleTokens;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.follow.TestingBroker;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.topic.Brokers;
import io.millrace.serving.topic.TopicFollower;
import io.millrace.serving.topic.TopicStatus;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFollowerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EXAMPLES = "training-examples";
    private static final String ERASURES = "erasures";
    private static final long TIME = 1_000_000;

    @TempDir
    Path folder;

    private TestingBroker broker;
    private final UserSequences users = new UserSequences(1 << 20);
    private final SingleObjectCodec<TrainingExample> examples = new SingleObjectCodec<>(TrainingExample.class);
    private final SingleObjectCodec<Erased> erasures = new SingleObjectCodec<>(Erased.class);

    @BeforeEach
    void startBroker() throws Exception {
        broker = new TestingBroker(folder);
        broker.start();
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void shouldAnswerDifferentlyAfterAnActionAndNotAtAllAfterAnErasure() throws Exception {
        try (TopicFollower follower = follower(Duration.ofDays(1))) {
            follower.start();
            broker.createTopic(EXAMPLES, 2);
            broker.createTopic(ERASURES, 1);
            send(EXAMPLES, 0L, examples.encode(example("ada", TIME, "1", "2")));
            awaitItems("ada", 2);
            List<ScoredItem> before = answer("ada");

            send(EXAMPLES, 0L, examples.encode(example("ada", TIME + 5_000, "1", "2", "3")));
            awaitItems("ada", 3);
            assertThat(answer("ada")).isNotEqualTo(before);

            send(ERASURES, 0L, erasures.encode(erased("ada", TIME + 6_000)));
            await().atMost(PATIENCE).until(() -> users.get(Ids.of("ada")).isEmpty());
        }
    }

    @Test
    void shouldBeginSoLongAgoAndCountWhatItCannotRead() throws Exception {
        broker.createTopic(EXAMPLES, 2);
        broker.createTopic(ERASURES, 1);
        long now = System.currentTimeMillis();
        send(EXAMPLES, now - 3_600_000, examples.encode(example("old", TIME, "1")));
        send(EXAMPLES, now - 60_000, examples.encode(example("young", TIME, "1")));
        send(EXAMPLES, now, new byte[] {1, 2});
        send(EXAMPLES, now, null);
        try (TopicFollower follower = follower(Duration.ofMinutes(10))) {
            follower.start();
            awaitItems("young", 1);
            await().atMost(PATIENCE).until(() -> follower.status().undecodable() == 2);
            await().atMost(PATIENCE).until(() -> follower.status().lag() == 0);

            assertThat(users.get(Ids.of("old"))).isEmpty();
            assertThat(follower.status().state()).isEqualTo(TopicStatus.State.FOLLOWING);
            assertThat(follower.status().lastUndecodable()).contains(EXAMPLES + ", partition 0, offset 3");
        }
    }

    @Test
    void shouldGoOnWhenTheBrokerComesBack() throws Exception {
        broker.createTopic(EXAMPLES, 2);
        broker.createTopic(ERASURES, 1);
        TopicFollower follower = follower(Duration.ofDays(1));
        try (follower) {
            follower.start();
            send(EXAMPLES, 0L, examples.encode(example("ada", TIME, "1")));
            awaitItems("ada", 1);
            broker.stop();
            broker.start();
            send(EXAMPLES, 0L, examples.encode(example("ada", TIME + 1, "1", "2")));
            awaitItems("ada", 2);
        }
        assertThat(follower.status().state()).isEqualTo(TopicStatus.State.CLOSED);
    }

    @Test
    void shouldCloseWithoutABrokerOrEverStarting() {
        broker.stop();
        broker = new TestingBroker(folder);
        TopicFollower never = follower(Duration.ZERO);
        TopicFollower waiting = follower(Duration.ZERO);
        waiting.start();
        waiting.close();
        never.close();

        assertThat(waiting.status().state()).isEqualTo(TopicStatus.State.CLOSED);
        assertThat(never.status().state()).isEqualTo(TopicStatus.State.CLOSED);
    }

    private TopicFollower follower(Duration lookBack) {
        return UserFollower.of(
                Brokers.of(broker.bootstrapServers()), EXAMPLES, ERASURES, lookBack, InstantSource.system(), users);
    }

    private List<ScoredItem> answer(String user) {
        ServedModel model = TestingModels.version(1);
        UserSequence known = users.get(Ids.of(user)).orElseThrow();
        return new Retriever(model)
                .retrieve(
                        new ExampleTokens(model.layout().config())
                                .history(known.statics(), known.interactions(), known.auxiliary()),
                        (TIME + 10_000) / 1_000,
                        10,
                        LongSets.EMPTY_SET);
    }

    private void awaitItems(String user, int count) {
        await().atMost(PATIENCE)
                .until(() -> users.get(Ids.of(user))
                                .map(UserSequence::interactions)
                                .orElse(List.<Interaction>of())
                                .size()
                        == count);
    }

    /** @param time of the record, milliseconds; 0: now */
    private void send(String topic, long time, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            producer.send(new ProducerRecord<>(topic, 0, time == 0 ? null : time, new byte[] {1}, value))
                    .get();
        }
    }
}
