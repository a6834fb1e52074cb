package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.metrics.BinaryMetrics;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LearningTest {
    @Test
    void shouldLearnAFewExamplesByHeart() {
        InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false));
        List<Example> examples = LongStream.range(0, 24)
                .mapToObj(seed -> TestingExamples.random(seed, 6))
                .toList();
        double first = epoch(model, examples);
        double lowest = first;
        for (int epoch = 0; epoch < 250; epoch++) {
            lowest = Math.min(lowest, epoch(model, examples));
        }
        assertThat(first).isGreaterThan(2);
        assertThat(lowest).isLessThan(0.15 * first);
    }

    @Test
    void shouldPredictNoBetterThanTheBaseRateWhenLabelsAreShuffled() {
        InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false));
        BinaryMetrics hstu = new BinaryMetrics();
        BinaryMetrics wukong = new BinaryMetrics();
        SplittableRandom random = new SplittableRandom(9);
        for (long seed = 0; seed < 3_000; seed++) {
            Example example = shuffled(TestingExamples.random(seed, 4), random);
            Outcome outcome = model.learn(example);
            if (seed < 1_000) {
                continue;
            }
            for (Outcome.Prediction prediction : outcome.predictions()) {
                BinaryMetrics metrics = prediction.model().equals("hstu") ? hstu : wukong;
                boolean label = example.supervision()[prediction.supervision()].label() > 0;
                metrics.add(prediction.probability(), label);
            }
        }
        assertThat(hstu.measures().get("ne")).isBetween(0.98, 1.1);
        assertThat(wukong.measures().get("ne")).isBetween(0.98, 1.1);
    }

    /** Whether it is clicked is told by whether a price is above 10, by nothing else; every fourth has none and is not clicked. */
    @Test
    void shouldLearnWhatOnlyANumberTells() {
        InMemoryModel model = new InMemoryModel(TestingExamples.config(0, false).withDenseFeatures(List.of("price")));
        BinaryMetrics wukong = new BinaryMetrics();
        SplittableRandom random = new SplittableRandom(4);
        for (int step = 0; step < 1_500; step++) {
            TestingExamples.Tokens tokens = new TestingExamples.Tokens();
            tokens.addItems(6);
            Supervision[] labels = new Supervision[6];
            float[][] prices = new float[6][1];
            for (int token = 0; token < 6; token++) {
                prices[token][0] = random.nextInt(4) == 0 ? Float.NaN : (float) Math.exp(random.nextDouble() * 4.6);
                labels[token] = new Supervision(token, 0, prices[token][0] > 10 ? 1 : 0, 1);
            }
            Example example = new Example(
                    tokens.sequence(new long[0]),
                    1,
                    tokens.now(),
                    new long[6][2],
                    prices,
                    labels,
                    Negatives.uniform(new long[0], 6),
                    step);
            for (Outcome.Prediction prediction : model.learn(example).predictions()) {
                if (step >= 1_000 && prediction.model().equals("wukong")) {
                    wukong.add(prediction.probability(), labels[prediction.supervision()].label() > 0);
                }
            }
        }
        assertThat(wukong.measures().get("ne")).isLessThan(0.3);
    }

    private static double epoch(InMemoryModel model, List<Example> examples) {
        return examples.stream()
                .mapToDouble(example -> model.learn(example).loss())
                .average()
                .orElseThrow();
    }

    /** Labels of a coin, which nothing in the example knows of. */
    private static Example shuffled(Example example, SplittableRandom random) {
        Supervision[] labels = Arrays.stream(example.supervision())
                .map(s -> new Supervision(
                        s.token(), s.task(), s.task() == Supervision.RETRIEVAL ? 1 : random.nextInt(2), 1))
                .toArray(Supervision[]::new);
        return new Example(
                example.tokens(),
                example.user(),
                example.requestSeconds(),
                example.features(),
                labels,
                example.negatives(),
                example.seed());
    }
}
