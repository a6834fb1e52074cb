package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.millrace.model.row.TableNumbers;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One step against one shard. */
class TrainerTest {
    private static final long EPOCH = 3;

    private final ModelConfig model = TestExamples.tinyModel();
    private final Routing routing = new Routing(
            1, 1, TableNumbers.inOrder(new Recommender(model).tables().size()));
    private final ParameterShard shard =
            new ParameterShard(new Recommender(model).tables(), model.seed(), routing, new InMemoryRowStore(), 1000);
    private final List<ServerRequest> requests = new ArrayList<>();
    private final List<Judgement> judgements = new ArrayList<>();
    private final List<HalfJudgement> halves = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final TrainingExample example = TestExamples.one(3, 1);

    private Trainer trainer(double clipNorm) {
        return trainer(clipNorm, Sampling.UNIFORM);
    }

    private Trainer trainer(double clipNorm, Sampling sampling) {
        TrainerSink sink = new TestingSink(requests::add, judgements, halves, (reason, detail) -> refusals.add(reason));
        return new Trainer(
                model,
                new TrainerConfig(1, new NormClipping(clipNorm), 100, sampling, 1),
                routing,
                0,
                EPOCH,
                () -> 0,
                sink);
    }

    /** Answers every pull, by the weights of the shard or, if those are to be bad, by something that is no number. */
    private void answerPulls(Trainer trainer, boolean bad) {
        List<ServerRequest> pulls = List.copyOf(requests);
        requests.clear();
        for (ServerRequest pull : pulls) {
            assertThat(pull.kind()).isEqualTo(ServerRequest.Kind.PULL);
            float[] weights = Floats.unpack(shard.pull(pull.tables(), pull.rows(), pull.eventTime()));
            if (bad) {
                Arrays.fill(weights, Float.NaN);
            }
            Floats answer = new Floats();
            answer.add(weights, 0, weights.length);
            trainer.accept(new Reply(0, EPOCH, pull.step(), pull.part(), Reading.NONE, answer.packed()));
        }
    }

    /** The norm of all that is pushed for the example. */
    private double pushedNorm(double clipNorm) {
        Trainer trainer = trainer(clipNorm);
        trainer.begin(example);
        answerPulls(trainer, false);
        double squares = 0;
        List<Long> applied = new ArrayList<>();
        for (ServerRequest push : requests) {
            assertThat(push.kind()).isEqualTo(ServerRequest.Kind.PUSH);
            if (push.audited()) {
                Arrays.stream(push.examples()).forEach(applied::add);
            }
            for (float gradient : Floats.unpack(push.gradients())) {
                squares += (double) gradient * gradient;
            }
        }
        assertThat(applied).containsExactly(example.getExampleId());
        requests.clear();
        return Math.sqrt(squares);
    }

    @Test
    void shouldClipWhatItPushes() {
        double whole = pushedNorm(Double.POSITIVE_INFINITY);
        assertThat(whole).isGreaterThan(0.1);
        assertThat(pushedNorm(whole / 8)).isCloseTo(whole / 8, within(1e-5 * whole));
        assertThat(pushedNorm(2 * whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"UNIFORM, 5, 8", "UNIGRAM, 1, 1"})
    void shouldAskForNegativesThatAreDrawnAsConfigured(Sampling sampling, int fewest, int most) {
        Trainer trainer = trainer(10, sampling);
        trainer.vocabulary().add(1000, 1_000_000_000);
        for (long item = 1001; item < 1080; item++) {
            trainer.vocabulary().add(item, 0);
        }
        trainer.begin(example);
        long negatives = requests.stream()
                .flatMapToLong(pull -> LongStream.of(pull.rows()))
                .filter(row -> row >= 1000 && row < 1080)
                .distinct()
                .count();
        assertThat(negatives).isBetween((long) fewest, (long) most);
    }

    @Test
    void shouldSayWhichItemsWereOnlyDrawn() {
        Trainer trainer = trainer(10);
        for (long item = 1000; item < 1080; item++) {
            trainer.vocabulary().add(item, 0);
        }
        trainer.begin(example);
        answerPulls(trainer, false);
        int items = new Recommender(model).itemTable().id();
        int drawn = 0;
        for (ServerRequest push : requests) {
            for (int i = 0; i < push.rows().length; i++) {
                boolean isNegative = push.tables()[i] == items && push.rows()[i] >= 1000 && push.rows()[i] < 1080;
                assertThat(push.drawn().length > 0 && push.drawn()[i]).isEqualTo(isNegative);
                drawn += isNegative ? 1 : 0;
            }
        }
        assertThat(drawn).isPositive();
    }

    @Test
    void shouldDoAtOnceWhatThereIsNothingToLearnFrom() {
        Trainer trainer = trainer(10);
        TrainingExample judgedBy = TestExamples.onlyJudgedBy(example);
        trainer.begin(judgedBy);

        assertThat(requests).singleElement().satisfies(push -> {
            assertThat(push.kind()).isEqualTo(ServerRequest.Kind.PUSH);
            assertThat(push.rows()).isEmpty();
            assertThat(push.audited()).isTrue();
            assertThat(push.examples()).containsExactly(judgedBy.getExampleId());
            shard.push(push.tables(), push.rows(), push.gradients(), push.eventTime());
        });
        assertThat(halves).hasSize(2 * judgedBy.getSupervision().size()).allMatch(HalfJudgement::isLabel);
        assertThat(judgements).isEmpty();
        assertThat(trainer.vocabulary().size()).isZero();
        assertThat(trainer.idle()).isTrue();
        assertThat(trainer.unpushed()).isEmpty();
        assertThat(trainer.finished()).isEqualTo(trainer.begun()).isOne();
    }

    @Test
    void shouldRefuseAnExampleWhoseGradientIsNotFinite() {
        Trainer trainer = trainer(10);
        trainer.begin(example);
        answerPulls(trainer, true);
        assertThat(refusals).containsExactly("non-finite-gradient");
        assertThat(requests).as("pushes").isEmpty();
        assertThat(judgements)
                .containsExactly(Judgement.ofNothingFinite(example.getRequestTime(), example.getArrival()));
        assertThat(trainer.vocabulary().size()).isZero();
        assertThat(trainer.idle()).isTrue();
    }
}
