package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every encoder below every ranker. */
class EveryModelTest {
    static Stream<Arguments> models() {
        return Arrays.stream(Encoder.values())
                .flatMap(encoder -> Arrays.stream(Ranker.values()).map(ranker -> Arguments.of(encoder, ranker)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldLearnAFewExamples(Encoder encoder, Ranker ranker) {
        InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false).with(encoder, ranker));
        List<Example> examples = LongStream.range(0, 8)
                .mapToObj(seed -> TestingExamples.random(seed, 6))
                .toList();
        double first = epoch(model, examples);
        double lowest = first;
        for (int epoch = 0; epoch < 80; epoch++) {
            lowest = Math.min(lowest, epoch(model, examples));
        }
        assertThat(lowest).isLessThan(0.5 * first);
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldRankACandidateAsLearningWouldPredictIt(Encoder encoder, Ranker ranker) {
        InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false).with(encoder, ranker));
        Example example = TestingExamples.random(3, 8);
        for (int step = 0; step < 20; step++) {
            model.learn(example);
        }
        TokenSequence tokens = example.tokens();
        int last = tokens.length() - 2;
        assertThat(tokens.isItem(last)).isTrue();
        Supervision[] labels = {new Supervision(last, 0, 1, 1), new Supervision(last, 1, 1, 1)};
        long[] features = {2, 1};
        Example asked = new Example(
                tokens,
                example.user(),
                example.requestSeconds(),
                new long[][] {features, features},
                labels,
                example.negatives(),
                0);
        Recommender.Candidates candidates =
                new Recommender.Candidates(new long[] {5, tokens.item(last)}, new long[][] {{1, 1}, features});
        TokenSequence history = prefix(tokens, last);
        model.recommender().rowsOf(history, example.user(), candidates, model::put);
        float[] served = model.recommender()
                .rank(history, example.user(), tokens.seconds()[last], candidates, model.parameters())[1];

        List<Outcome.Prediction> trained = model.accumulate(asked).predictions();
        assertThat(trained)
                .extracting(Outcome.Prediction::model)
                .containsExactly(encoder.label(), encoder.label(), ranker.label(), ranker.label());
        assertThat(served)
                .containsExactly(
                        new float[] {
                            trained.get(2).probability(), trained.get(3).probability()
                        },
                        within(1e-5f));
    }

    private static double epoch(InMemoryModel model, List<Example> examples) {
        return examples.stream()
                .mapToDouble(example -> model.learn(example).loss())
                .average()
                .orElseThrow();
    }

    private static TokenSequence prefix(TokenSequence tokens, int length) {
        int[] offsets = Arrays.copyOf(tokens.idOffsets(), length + 1);
        return new TokenSequence(
                Arrays.copyOf(tokens.kinds(), length),
                offsets,
                Arrays.copyOf(tokens.ids(), offsets[length]),
                Arrays.copyOf(tokens.seconds(), length),
                tokens.statics());
    }
}
