package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.loss.ConversionTiming;
import io.millrace.model.loss.DelayedConversion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A model that learns from exposures of known probabilities what a policy lets it see of them, and what it believes then. */
class DelayedConversionLearningTest {
    private static final int CONVERT = 1;
    private static final int DELAYED = 2;
    private static final int REAL_NEGATIVE = 3;

    private static final double PROMPT = 0.1;
    private static final double LATE = 0.3;
    private static final double CONVERTS = PROMPT + LATE;

    private static final int EXPOSURES = 16;
    private static final int STEPS = 2_000;

    // What is not weighted is off by more than 20 %.
    private static final double TOLERANCE = 0.05;

    @Test
    void shouldBelieveTooLittleIfFakeNegativesWeighAsMuchAsOthers() {
        // What is believed is the share of positives among what is seen.
        assertBelief(CONVERTS / (1 + CONVERTS), beliefs(DelayedConversion.WAIT, DelayedConversion.FNW));
        assertBelief(CONVERTS / (1 + LATE), beliefs(DelayedConversion.WAIT, DelayedConversion.ES_DFM));
    }

    @Test
    void shouldBelieveTheTruthIfFakeNegativesAreWeighted() {
        assertBelief(CONVERTS, beliefs(DelayedConversion.FNW, DelayedConversion.FNW));
    }

    @Test
    void shouldBelieveTheTruthOfEveryHeadOfElapsedTimeSampling() {
        Map<String, Double> beliefs = beliefs(DelayedConversion.ES_DFM, DelayedConversion.ES_DFM);
        Map<Integer, Double> truths = Map.of(
                CONVERT, CONVERTS,
                DELAYED, LATE,
                REAL_NEGATIVE, (1 - CONVERTS) / (1 - PROMPT));
        assertThat(beliefs).hasSize(6);
        truths.forEach((task, truth) -> {
            for (String ranker : List.of("hstu", "wukong")) {
                assertThat(beliefs.get(ranker + '/' + task))
                        .as(ranker + '/' + task)
                        .isCloseTo(truth, within(TOLERANCE * truth));
            }
        });
    }

    private static void assertBelief(double expected, Map<String, Double> beliefs) {
        assertThat(beliefs).containsOnlyKeys("hstu/1", "wukong/1");
        assertThat(beliefs)
                .allSatisfy((task, belief) ->
                        assertThat(belief).as(task).isCloseTo(expected, within(TOLERANCE * expected)));
    }

    /**
     * Mean probability in the last half of the steps, by ranker and task.
     *
     * @param policy by which the model weighs
     * @param observing by which labels come
     */
    private static Map<String, Double> beliefs(DelayedConversion policy, DelayedConversion observing) {
        InMemoryModel model =
                new InMemoryModel(TestingExamples.config(0, false).withDelayedConversions(Map.of("convert", policy)));
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Double> sums = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            Example example = example(observing, policy == DelayedConversion.ES_DFM, random);
            for (Outcome.Prediction prediction : model.learn(example).predictions()) {
                if (step >= STEPS / 2) {
                    String key = prediction.model() + '/' + example.supervision()[prediction.supervision()].task();
                    sums.merge(key, (double) prediction.probability(), Double::sum);
                    counts.merge(key, 1, Integer::sum);
                }
            }
        }
        sums.replaceAll((key, sum) -> sum / counts.get(key));
        return sums;
    }

    /** Everything that is ever seen of some exposures of one item. */
    private static Example example(DelayedConversion observing, boolean auxiliary, SplittableRandom random) {
        TestingExamples.Tokens tokens = new TestingExamples.Tokens();
        tokens.addItems(EXPOSURES);
        List<Supervision> labels = new ArrayList<>();
        for (int token = 0; token < EXPOSURES; token++) {
            ConversionTiming timing = draw(random);
            boolean early = timing == ConversionTiming.PROMPT && observing == DelayedConversion.ES_DFM;
            labels.add(new Supervision(token, CONVERT, early ? 1 : 0, 1));
            if (!early && timing != ConversionTiming.NEVER) {
                labels.add(new Supervision(token, CONVERT, 1, 1));
            }
            if (auxiliary) {
                labels.add(new Supervision(token, DELAYED, timing.delayedLabel(), 1));
                labels.add(
                        new Supervision(token, REAL_NEGATIVE, timing.realNegativeLabel(), timing.realNegativeWeight()));
            }
        }
        return new Example(
                tokens.sequence(new long[0]),
                1,
                tokens.now(),
                new long[labels.size()][2],
                labels.toArray(new Supervision[0]),
                Negatives.uniform(new long[0], labels.size()),
                0);
    }

    private static ConversionTiming draw(SplittableRandom random) {
        double draw = random.nextDouble();
        if (draw < PROMPT) {
            return ConversionTiming.PROMPT;
        }
        return draw < CONVERTS ? ConversionTiming.DELAYED : ConversionTiming.NEVER;
    }
}
