package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestExamples;
import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.server.InMemoryRowStore;
import io.millrace.learner.server.ParameterShard;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a trainer reads and when, and what it pushes together. */
class StalenessTest {
    private static final long EPOCH = 3;

    private final ModelConfig model = TestExamples.tinyModel();
    private final List<Table> tables = new Recommender(model).tables();
    private final Routing routing = new Routing(4, 2, TableNumbers.inOrder(tables.size()));
    private final ParameterShard shard = new ParameterShard(
            tables,
            model.seed(),
            new Routing(4, 1, TableNumbers.inOrder(tables.size())),
            new InMemoryRowStore(),
            100_000);
    private final List<ServerRequest> requests = new ArrayList<>();
    private final List<TrainingExample> examples = TestExamples.some(40, 11);
    private long now;
    private long clock;

    private Trainer trainer(int credits, int denseSteps, long denseMillis) {
        TrainerSink sink = new TestingSink(requests::add, new ArrayList<>(), new ArrayList<>());
        TrainerConfig config = new TrainerConfig(
                new StalenessBounds(credits, denseSteps, denseMillis), new NormClipping(10), 100, Sampling.UNIFORM, 1);
        return new Trainer(model, config, routing, 0, EPOCH, () -> now, sink);
    }

    private boolean isDense(ServerRequest request) {
        return request.tables().length > 0 && tables.get(request.tables()[0]).kind() == Table.Kind.DENSE;
    }

    private List<ServerRequest> take(ServerRequest.Kind kind) {
        List<ServerRequest> taken = new ArrayList<>();
        requests.removeIf(request -> request.kind() == kind && taken.add(request));
        return taken;
    }

    private Reply answer(ServerRequest pull) {
        byte[] weights = shard.pull(pull.tables(), pull.rows(), pull.eventTime());
        return new Reply(0, EPOCH, pull.step(), pull.part(), new Reading(clock++, now), weights);
    }

    /** Learns one example; returns whether it pulled and whether it pushed dense tensors. */
    private boolean[] learn(Trainer trainer, TrainingExample example) {
        trainer.begin(example);
        List<ServerRequest> pulls = take(ServerRequest.Kind.PULL);
        pulls.forEach(pull -> trainer.accept(answer(pull)));
        List<ServerRequest> pushes = take(ServerRequest.Kind.PUSH);
        pushes.forEach(push -> shard.push(push.tables(), push.rows(), push.gradients(), push.eventTime()));
        return new boolean[] {
            pulls.stream().anyMatch(this::isDense), pushes.stream().anyMatch(this::isDense)
        };
    }

    @Test
    void shouldPullDenseTensorsOnceAndPushThemTogetherForSoManySteps() {
        Trainer trainer = trainer(1, 3, Long.MAX_VALUE);
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            boolean[] step = learn(trainer, examples.get(i));
            steps.add((step[0] ? "pull" : "") + (step[1] ? "push" : ""));
        }
        assertThat(steps).containsExactly("pull", "", "push", "pull", "", "push", "pull");
    }

    @Test
    void shouldPullDenseTensorsAgainWhenTheyAreOldAndPushWhatWouldHaveBeenPushed() {
        Trainer trainer = trainer(1, 4, 1000);
        learn(trainer, examples.get(0));
        now = 999;
        assertThat(learn(trainer, examples.get(1))).containsExactly(false, false);
        now = 1000;
        assertThat(learn(trainer, examples.get(2))).containsExactly(true, false);
        assertThat(learn(trainer, examples.get(3))).containsExactly(false, true);
    }

    @Test
    void shouldPushTheMeanOfTheStepsGradients() {
        Trainer alone = trainer(1, 1, Long.MAX_VALUE);
        float[][] single = new float[2][];
        for (int i = 0; i < 2; i++) {
            alone.begin(examples.get(i));
            take(ServerRequest.Kind.PULL).forEach(pull -> alone.accept(answer(pull)));
            single[i] = denseGradients();
        }
        Trainer together = trainer(1, 2, Long.MAX_VALUE);
        for (int i = 0; i < 2; i++) {
            together.begin(examples.get(i));
            take(ServerRequest.Kind.PULL).forEach(pull -> together.accept(answer(pull)));
        }
        float[] mean = denseGradients();
        assertThat(mean).hasSameSizeAs(single[0]);
        for (int i = 0; i < mean.length; i++) {
            assertThat(mean[i]).isEqualTo((single[0][i] + single[1][i]) / 2);
        }
    }

    private float[] denseGradients() {
        Floats all = new Floats();
        for (ServerRequest push : take(ServerRequest.Kind.PUSH)) {
            if (isDense(push)) {
                float[] gradients = Floats.unpack(push.gradients());
                all.add(gradients, 0, gradients.length);
            }
        }
        return Floats.unpack(all.packed());
    }

    @Test
    void shouldSendWhatIsLeftOfDenseTensorsWhenFlushed() {
        Trainer trainer = trainer(1, 5, Long.MAX_VALUE);
        trainer.flush();
        assertThat(requests).isEmpty();
        learn(trainer, examples.get(0));
        trainer.flush();
        assertThat(take(ServerRequest.Kind.PUSH)).isNotEmpty().allMatch(this::isDense);
        assertThat(trainer.unpushedDense()).isNull();
    }

    @Test
    void shouldSendWhatAnotherAttemptHadGatheredThoughNothingIsLearntAnyMore() {
        Trainer before = trainer(1, 3, Long.MAX_VALUE);
        learn(before, examples.get(0));
        Trainer after = trainer(1, 3, Long.MAX_VALUE);
        after.restoreDense(before.unpushedDense());
        after.flush();
        assertThat(take(ServerRequest.Kind.PUSH))
                .isNotEmpty()
                .allMatch(this::isDense)
                .allMatch(push -> push.reading().isNone());
    }

    @Test
    void shouldTellOfTheOldestDenseTensorsThatAWindowWasComputedFrom() {
        Trainer trainer = trainer(1, 3, 10);
        learn(trainer, examples.get(0));
        now = 50;
        learn(trainer, examples.get(1));
        trainer.begin(examples.get(2));
        take(ServerRequest.Kind.PULL).forEach(pull -> trainer.accept(answer(pull)));
        assertThat(take(ServerRequest.Kind.PUSH))
                .filteredOn(this::isDense)
                .isNotEmpty()
                .allMatch(push -> push.reading().millis() == 0);
    }

    @Test
    void shouldGoOnWithWhatAnotherAttemptHadGatheredOfDenseTensors() {
        Trainer before = trainer(1, 3, Long.MAX_VALUE);
        learn(before, examples.get(0));
        learn(before, examples.get(1));
        Trainer after = trainer(1, 3, Long.MAX_VALUE);
        after.restoreDense(before.unpushedDense());
        assertThat(learn(after, examples.get(2))).containsExactly(true, true);
    }

    @Test
    void shouldFinishStepsInTheOrderInWhichTheyWereBegun() {
        Trainer trainer = trainer(2, 2, Long.MAX_VALUE);
        trainer.begin(examples.get(0));
        List<ServerRequest> first = take(ServerRequest.Kind.PULL);
        trainer.begin(examples.get(1));
        List<ServerRequest> second = take(ServerRequest.Kind.PULL);
        second.forEach(pull -> trainer.accept(answer(pull)));
        assertThat(requests).isEmpty();
        first.forEach(pull -> trainer.accept(answer(pull)));
        assertThat(trainer.idle()).isTrue();
        List<Long> audited = new ArrayList<>();
        for (ServerRequest push : requests) {
            if (push.audited()) {
                Arrays.stream(push.examples()).forEach(audited::add);
            }
        }
        assertThat(audited)
                .containsExactly(examples.get(0).getExampleId(), examples.get(1).getExampleId());
    }

    @Test
    void shouldTellTheShardWhenItHadBeenRead() {
        Trainer trainer = trainer(1, 2, Long.MAX_VALUE);
        trainer.begin(examples.get(0));
        List<ServerRequest> pulls = take(ServerRequest.Kind.PULL);
        now = 77;
        pulls.forEach(pull -> trainer.accept(answer(pull)));
        for (ServerRequest push : take(ServerRequest.Kind.PUSH)) {
            if (push.rows().length > 0) {
                assertThat(push.reading().millis()).isEqualTo(77);
                assertThat(push.reading().clock()).isBetween(0L, clock);
            }
        }
        // The second step reads rows anew and uses the dense tensors of the first.
        now = 99;
        trainer.begin(examples.get(1));
        take(ServerRequest.Kind.PULL).forEach(pull -> trainer.accept(answer(pull)));
        List<ServerRequest> pushes = take(ServerRequest.Kind.PUSH);
        assertThat(pushes).anyMatch(this::isDense);
        for (ServerRequest push : pushes) {
            if (push.rows().length > 0) {
                assertThat(push.reading().millis()).isEqualTo(isDense(push) ? 77 : 99);
            }
        }
    }

    @Test
    void shouldBeFreeRunningWithinTheMemoryForStepsInFlight() {
        Trainer trainer = trainer(StalenessBounds.UNBOUNDED, 1, Long.MAX_VALUE);
        for (TrainingExample example : examples) {
            assertThat(trainer.hasCredit()).isTrue();
            trainer.begin(example);
        }
        assertThat(trainer.unpushed()).hasSize(examples.size());
        long asked = requests.stream().mapToLong(r -> r.rows().length).sum();
        assertThat(asked).isPositive();
        int begun = examples.size();
        while (trainer.hasCredit()) {
            trainer.begin(TestExamples.one(12, begun++));
            requests.clear();
        }
        assertThat(begun).isLessThan(1 << 20);
    }

    @Test
    void shouldRefuseBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new StalenessBounds(0, 1, 1)).hasMessageContaining("one credit");
        assertThatThrownBy(() -> new StalenessBounds(1, 0, 1)).hasMessageContaining("not every 0");
        assertThatThrownBy(() -> new StalenessBounds(1, 1, -1)).hasMessageContaining("-1 ms");
    }
}
