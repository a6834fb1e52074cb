package io.millrace.serving.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.model.Gradients;
import io.millrace.model.Outcome;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.input.TokenSequence;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.follow.TestingBroker;
import io.millrace.serving.follow.TestingPublisher;
import io.millrace.serving.version.TestingModels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankAsTheTrainerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long[] ITEMS = LongStream.rangeClosed(1, 1_200).toArray();
    private static final long USER = 4_321;
    private static final long NEW_ITEM = 9_999;
    private static final long GENRE = 555;
    private static final long NOW = 5_000;
    private static final TokenSequence HISTORY = TestingModels.history(3, 9, 1_100, NEW_ITEM, 4, 9);

    @TempDir
    Path folder;

    @Test
    void shouldScoreEveryVersionToTheBitAsItsTrainerDoes() throws Exception {
        TestingPublisher learner = new TestingPublisher(TestingModels.config());
        Candidates candidates = candidates();
        try (TestingBroker broker = new TestingBroker(folder)) {
            broker.start();
            broker.createTopic("model", 3);
            try (KafkaProducer<byte[], byte[]> producer = broker.producer();
                    ModelFollower follower = new ModelFollower(
                            FollowerConfig.of(broker.bootstrapServers(), "model"), InstantSource.system())) {
                follower.start();
                for (long version = 1; version <= 2; version++) {
                    long wanted = version;
                    learner.learn(version, ITEMS).publish(producer, "model", version);
                    await().atMost(PATIENCE)
                            .until(() -> follower.current()
                                    .filter(model -> model.version() == wanted)
                                    .isPresent());
                    Parameters trainers = learner.parameters(USER, NEW_ITEM, GENRE, 0, 77, 78, 1, 2);
                    for (long item : ITEMS) {
                        bearWukongs(learner, trainers, item);
                    }
                    Ranker ranker = new Ranker(follower.current().orElseThrow());
                    float[][] served = ranker.rank(HISTORY, USER, NOW, candidates);
                    assertThat(served)
                            .isDeepEqualTo(learner.recommender().rank(HISTORY, USER, NOW, candidates, trainers));
                    for (int c = 0; c < 20; c++) {
                        assertThat(served[c])
                                .as("what a learning step predicts before it learns")
                                .containsExactly(learning(learner, trainers, candidates, c), within(1e-6f));
                    }
                }
            }
        }
    }

    private static Candidates candidates() {
        long[] items = new long[1_300];
        Arrays.setAll(items, i -> i % 50 == 7 ? NEW_ITEM : ITEMS[i * 37 % ITEMS.length]);
        long[][] features = new long[items.length][];
        Arrays.setAll(features, i -> new long[] {i % 3 == 0 ? GENRE : 0});
        return new Candidates(items, features);
    }

    /** No candidate has a row in Wukong's own tables: a trainer that asks for one is given a birth. */
    private static void bearWukongs(TestingPublisher learner, Parameters trainers, long item) {
        Candidates one = new Candidates(new long[] {item}, new long[][] {{GENRE}});
        learner.recommender().rowsOf(TestingModels.history(), USER, one, (table, row) -> {
            if (table != learner.recommender().itemTable().id()) {
                learner.bear(trainers, table, row);
            }
        });
    }

    /** The interaction model's prediction for the candidate as an item token behind the history. */
    private static float[] learning(TestingPublisher learner, Parameters trainers, Candidates candidates, int c) {
        int length = HISTORY.length();
        byte[] kinds = Arrays.copyOf(HISTORY.kinds(), length + 1);
        kinds[length] = TokenSequence.ITEM;
        int[] offsets = Arrays.copyOf(HISTORY.idOffsets(), length + 2);
        offsets[length + 1] = offsets[length] + 1;
        long[] ids = Arrays.copyOf(HISTORY.ids(), offsets[length + 1]);
        ids[offsets[length]] = candidates.items()[c];
        long[] seconds = Arrays.copyOf(HISTORY.seconds(), length + 1);
        seconds[length] = NOW;
        Supervision[] labels = {new Supervision(length, 0, 1, 1), new Supervision(length, 1, 1, 1)};
        long[] features = candidates.features()[c];
        Example example = new Example(
                new TokenSequence(kinds, offsets, ids, seconds, HISTORY.statics()),
                USER,
                NOW,
                new long[][] {features, features},
                labels,
                Negatives.uniform(new long[0], labels.length),
                0);
        Outcome outcome = learner.recommender()
                .learn(example, trainers, new Gradients(learner.recommender().tables()));
        return new float[] {
            outcome.predictions().get(2).probability(),
            outcome.predictions().get(3).probability()
        };
    }
}
