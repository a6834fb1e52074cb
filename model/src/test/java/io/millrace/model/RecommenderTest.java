package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.loss.DelayedConversion;
import io.millrace.model.row.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecommenderTest {
    private final InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false));
    private final Recommender recommender = model.recommender();

    @Test
    void shouldRankACandidateAsLearningWouldPredictIt() {
        for (long seed = 0; seed < 5; seed++) {
            Example history = TestingExamples.random(seed, 8);
            learnALittle(history);
            long request = history.requestSeconds();
            for (long item = 0; item < TestingExamples.ITEMS; item++) {
                long[] features = {item % 3, 1};
                float[] trained = predictions(appended(history, item, request, features));
                float[] served = rank(history, new long[] {5, item, 3}, new long[][] {{1, 1}, features, {2, 0}})[1];
                assertThat(served).containsExactly(trained, within(1e-6f));
            }
        }
    }

    @Test
    void shouldRankWithoutAHistory() {
        TokenSequence empty = new TokenSequence(new byte[0], new int[] {0}, new long[0], new long[0], new long[0]);
        Example nobody =
                new Example(empty, 1, 100, new long[0][], new Supervision[0], Negatives.uniform(new long[0], 0), 0);
        float[][] probabilities = rank(nobody, new long[] {5, 3}, new long[][] {{1, 1}, {2, 0}});
        assertThat(probabilities).hasDimensions(2, 2);
        assertThat(probabilities[0]).isNotEqualTo(probabilities[1]);
    }

    @Test
    void shouldRankManyCandidatesLikeFew() {
        Example history = TestingExamples.random(3, 8);
        long[] items = new long[300];
        long[][] features = new long[300][];
        for (int c = 0; c < items.length; c++) {
            items[c] = c % TestingExamples.ITEMS;
            features[c] = new long[] {c % 3, 1};
        }
        float[][] all = rank(history, items, features);
        for (int c = 250; c < items.length; c++) {
            float[] alone = rank(history, new long[] {items[c]}, new long[][] {features[c]})[0];
            assertThat(all[c]).containsExactly(alone, within(1e-6f));
        }
    }

    @Test
    void shouldAskWithTheQueryThatLearningWouldUse() {
        Example history = TestingExamples.random(2, 8);
        learnALittle(history);
        long request = history.requestSeconds();
        Example appended = appended(history, 4, request, new long[] {0, 0});
        Supervision[] retrieval = {new Supervision(history.tokens().length(), Supervision.RETRIEVAL, 1, 1)};
        Example supervised = new Example(
                appended.tokens(), appended.user(), request, new long[1][2], retrieval, appended.negatives(), 0);
        float[] trained = model.accumulate(supervised).retrievals().get(0).query();
        float[] served = recommender.query(history.tokens(), request, model.parameters());
        assertThat(served).containsExactly(trained, within(1e-6f));
        double length = 0;
        for (float element : served) {
            length += element * element;
        }
        assertThat(length).isCloseTo(1, within(1e-5));
    }

    @Test
    void shouldRefuseToAskWithoutAHistory() {
        TokenSequence empty = new TokenSequence(new byte[0], new int[] {0}, new long[0], new long[0], new long[0]);
        assertThatThrownBy(() -> recommender.query(empty, 0, model.parameters()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty history");
    }

    @Test
    void shouldRetrieveButRankNothingWithoutATask() {
        InMemoryModel retrievalOnly = new InMemoryModel(TestingExamples.withoutTasks());
        Example example = TestingExamples.retrieval(4, 9);
        double untrained = retrievalOnly.learn(example).loss();
        Outcome trained = retrievalOnly.learn(example);
        for (int step = 0; step < 50; step++) {
            trained = retrievalOnly.learn(example);
        }
        assertThat(trained.loss()).isLessThan(untrained);
        assertThat(trained.predictions()).isEmpty();
        assertThat(trained.retrievals()).isNotEmpty();
        Recommender.Candidates candidates = new Recommender.Candidates(new long[] {5, 3}, new long[2][2]);
        assertThat(retrievalOnly
                        .recommender()
                        .rank(example.tokens(), 1, example.requestSeconds(), candidates, retrievalOnly.parameters()))
                .hasDimensions(2, 0);
    }

    @Test
    void shouldRankByTheNumbersThatLearningWouldUse() {
        InMemoryModel numeric = new InMemoryModel(TestingExamples.withNumbers());
        for (int step = 0; step < 20; step++) {
            numeric.learn(TestingExamples.withNumbers(1, 8));
        }
        Example history = TestingExamples.withNumbers(2, 8);
        long request = history.requestSeconds();
        float[][] dense = {{1e6f, -2, Float.NaN}, {0, 0, 0}, {Float.NaN, Float.NaN, Float.NaN}};
        long[] features = {1, 1};
        Recommender.Candidates candidates =
                new Recommender.Candidates(new long[] {4, 4, 4}, new long[][] {features, features, features}, dense);
        numeric.recommender().rowsOf(history.tokens(), history.user(), candidates, numeric::put);
        float[][] served =
                numeric.recommender().rank(history.tokens(), history.user(), request, candidates, numeric.parameters());
        for (int c = 0; c < dense.length; c++) {
            Example plain = appended(history, 4, request, features);
            Example appended = new Example(
                    plain.tokens(),
                    plain.user(),
                    plain.requestSeconds(),
                    plain.features(),
                    new float[][] {dense[c], dense[c]},
                    plain.supervision(),
                    plain.negatives(),
                    0);
            List<Outcome.Prediction> trained = numeric.accumulate(appended).predictions();
            assertThat(served[c])
                    .containsExactly(
                            new float[] {
                                trained.get(2).probability(), trained.get(3).probability()
                            },
                            within(1e-6f));
        }
        assertThat(served[0]).isNotEqualTo(served[1]);
        assertThat(served[1]).isNotEqualTo(served[2]);
    }

    @Test
    void shouldRefuseARequestWithoutItsNumbers() {
        InMemoryModel numeric = new InMemoryModel(TestingExamples.withNumbers());
        assertThatThrownBy(() -> numeric.accumulate(TestingExamples.random(1, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a request has 0 dense features, but 3 are configured");
    }

    @Test
    void shouldNotServeAuxiliaryTasks() {
        ModelConfig late =
                TestingExamples.config(0, false).withDelayedConversions(Map.of("convert", DelayedConversion.ES_DFM));
        InMemoryModel served = new InMemoryModel(late);
        Example example = TestingExamples.random(1, 9);
        Recommender.Candidates candidates = new Recommender.Candidates(new long[] {5, 3}, new long[2][2]);
        served.recommender().rowsOf(example.tokens(), example.user(), candidates, served::put);
        float[][] probabilities = served.recommender()
                .rank(example.tokens(), example.user(), example.requestSeconds(), candidates, served.parameters());
        assertThat(probabilities).hasDimensions(2, 2);
    }

    @Test
    void shouldReportOnePredictionPerLabelAndRanker() {
        Example example = TestingExamples.random(1, 9);
        Outcome outcome = model.accumulate(example);
        List<Outcome.Prediction> expected = new ArrayList<>();
        for (String model : List.of("hstu", "wukong")) {
            for (int s = 0; s < example.supervision().length; s++) {
                if (example.supervision()[s].task() != Supervision.RETRIEVAL) {
                    expected.add(new Outcome.Prediction(s, model, 0));
                }
            }
        }
        assertThat(outcome.predictions().stream().map(p -> new Outcome.Prediction(p.supervision(), p.model(), 0)))
                .isEqualTo(expected);
        assertThat(outcome.predictions())
                .allSatisfy(p -> assertThat(p.probability()).isBetween(0.01f, 0.99f));
    }

    @Test
    void shouldSkipRetrievalOfAFirstTokenButReportItWithoutNegatives() {
        Example example = TestingExamples.random(1, 9);
        int item = firstItemBehind(example.tokens(), 3);
        int first = firstItemBehind(example.tokens(), 0);
        assertThat(first).isZero();
        Supervision[] labels = {
            new Supervision(first, Supervision.RETRIEVAL, 1, 1), new Supervision(item, Supervision.RETRIEVAL, 1, 1)
        };
        Example bare = new Example(
                example.tokens(),
                1,
                example.requestSeconds(),
                new long[2][2],
                labels,
                Negatives.uniform(new long[0], labels.length),
                0);
        Outcome outcome = model.accumulate(bare);
        assertThat(outcome.loss()).isZero();
        assertThat(outcome.retrievals())
                .extracting(Outcome.Retrieval::supervision)
                .containsExactly(1);
        assertThat(model.gradients().norm()).isZero();
    }

    @Test
    void shouldNotRememberTheExampleBefore() {
        Example example = TestingExamples.random(1, 9);
        model.accumulate(example);
        List<float[]> first = snapshot(model.gradients());
        model.accumulate(TestingExamples.random(2, 11));
        model.accumulate(TestingExamples.random(3, 2));
        model.accumulate(example);
        assertThat(snapshot(model.gradients())).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void shouldGiveTheSameBytesTwice() {
        InMemoryModel other = new InMemoryModel(TestingExamples.config(0.2f, false));
        InMemoryModel same = new InMemoryModel(TestingExamples.config(0.2f, false));
        for (long seed = 0; seed < 30; seed++) {
            other.learn(TestingExamples.random(seed, 6));
            same.learn(TestingExamples.random(seed, 6));
        }
        assertThat(values(same)).usingRecursiveComparison().isEqualTo(values(other));
    }

    @Test
    void shouldShowNumbersThatAreNotFiniteInLossAndNorm() {
        Example example = TestingExamples.random(1, 9);
        recommender.rowsOf(example, model::put);
        long item = example.tokens().item(firstItemBehind(example.tokens(), 0));
        float[] poison = new float[recommender.itemTable().width()];
        Arrays.fill(poison, Float.NaN);
        model.parameters().put(recommender.itemTable().id(), item, poison, 0);
        Gradients gradients = new Gradients(recommender.tables());
        Outcome outcome = recommender.learn(example, model.parameters(), gradients);
        assertThat(outcome.loss()).isNaN();
        assertThat(gradients.norm()).isNaN();
    }

    @Test
    void shouldRefuseALabelAtAnAction() {
        Example example = TestingExamples.random(1, 9);
        Supervision[] labels = {new Supervision(example.tokens().length() - 1, 0, 1, 1)};
        Example wrong = new Example(
                example.tokens(),
                1,
                example.requestSeconds(),
                new long[1][2],
                labels,
                Negatives.uniform(new long[0], labels.length),
                0);
        assertThatThrownBy(() -> model.accumulate(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no item");
    }

    @Test
    void shouldNameTheRowThatIsMissing() {
        Example example = TestingExamples.random(1, 9);
        Parameters nothing = new Parameters(recommender.tables());
        assertThatThrownBy(() -> recommender.learn(example, nothing, new Gradients(recommender.tables())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of table item was not put in");
    }

    private void learnALittle(Example example) {
        for (int step = 0; step < 20; step++) {
            model.learn(example);
        }
    }

    private float[][] rank(Example history, long[] items, long[][] features) {
        Recommender.Candidates candidates = new Recommender.Candidates(items, features);
        recommender.rowsOf(history.tokens(), history.user(), candidates, model::put);
        return recommender.rank(
                history.tokens(), history.user(), history.requestSeconds(), candidates, model.parameters());
    }

    /** What Wukong predicts for the last token, task by task. */
    private float[] predictions(Example example) {
        List<Outcome.Prediction> all = model.accumulate(example).predictions();
        float[] probabilities = new float[2];
        for (int task = 0; task < 2; task++) {
            probabilities[task] = all.get(2 + task).probability();
            assertThat(all.get(2 + task).model()).isEqualTo("wukong");
        }
        return probabilities;
    }

    /** The history with one more item, labelled for both tasks. */
    private static Example appended(Example history, long item, long seconds, long[] features) {
        TokenSequence tokens = history.tokens();
        int length = tokens.length();
        byte[] kinds = Arrays.copyOf(tokens.kinds(), length + 1);
        kinds[length] = TokenSequence.ITEM;
        int[] offsets = Arrays.copyOf(tokens.idOffsets(), length + 2);
        offsets[length + 1] = offsets[length] + 1;
        long[] ids = Arrays.copyOf(tokens.ids(), offsets[length + 1]);
        ids[offsets[length]] = item;
        long[] times = Arrays.copyOf(tokens.seconds(), length + 1);
        times[length] = seconds;
        return new Example(
                new TokenSequence(kinds, offsets, ids, times, tokens.statics()),
                history.user(),
                seconds + 5,
                new long[][] {features, features},
                new Supervision[] {new Supervision(length, 0, 1, 1), new Supervision(length, 1, 1, 1)},
                history.negatives(),
                0);
    }

    private static int firstItemBehind(TokenSequence tokens, int from) {
        int token = from;
        while (tokens.kinds()[token] != TokenSequence.ITEM) {
            token++;
        }
        return token;
    }

    private static List<float[]> snapshot(Gradients gradients) {
        List<float[]> all = new ArrayList<>();
        gradients.forEach((table, row, values, offset) -> all.add(values.clone()));
        return all;
    }

    private static List<float[]> values(InMemoryModel model) {
        List<float[]> all = new ArrayList<>();
        for (Row row : model.rows()) {
            all.add(row.values);
        }
        return all;
    }
}
