package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.model.Outcome;
import io.millrace.model.input.Example;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.sampling.UniformSampler;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final float[] ROW = {3, 4};

    private final ItemVocabulary vocabulary = new ItemVocabulary(100, new UniformSampler());
    private final Judge judge = new Judge(List.of("hstu", "wukong"), vocabulary);
    private final TrainingExample source = TestExamples.one(3, 1);
    private final Converted converted = new ExampleTokens(TestExamples.tinyModel()).convert(source, vocabulary);

    @Test
    void shouldKnowTheRowOfAnItemFromTheMomentItIsInTheVocabulary() {
        judge.remember(source, converted, item -> ROW);

        assertThat(vocabulary.size()).isPositive();
        for (int i = 0; i < vocabulary.size(); i++) {
            assertThat(vocabulary.vector(i)).containsExactly(0.6f, 0.8f);
        }
    }

    @Test
    void shouldCountOnlyRetrievalLabelsAsPositives() {
        judge.remember(source, converted, item -> ROW);

        long positives = 0;
        for (int i = 0; i < vocabulary.size(); i++) {
            positives += vocabulary.popularity().count(i);
        }
        assertThat(positives)
                .isEqualTo(source.getSupervision().stream()
                        .filter(label -> label.getTask().equals("retrieval"))
                        .count());
    }

    @Test
    void shouldNotFindAnItemThatWasNeverLearnt() {
        Example.Supervision[] labels = converted.example().supervision();
        List<Outcome.Retrieval> retrievals = new ArrayList<>();
        for (int s = 0; s < labels.length; s++) {
            if (labels[s].task() == Example.Supervision.RETRIEVAL && labels[s].token() > 0) {
                retrievals.add(new Outcome.Retrieval(s, new float[] {1, 0}));
            }
        }
        List<Judgement> judgements = new ArrayList<>();
        judge.judge(
                source,
                converted,
                new Outcome(0, List.of(), retrievals),
                new TestingSink(judgements, new ArrayList<>()));

        assertThat(judgements).hasSameSizeAs(retrievals).isNotEmpty().allSatisfy(judgement -> {
            assertThat(judgement.rank()).isEqualTo(NextItemRanking.UNRANKED);
            assertThat(judgement.popularityRank()).isEqualTo(NextItemRanking.UNRANKED);
            assertThat(judgement.arrival()).isEqualTo(source.getArrival());
        });
    }

    /** A negative, then a positive, learnt from in one example, and what came of it in the next. */
    @Test
    void shouldRecordInHalvesWhatIsNotJudgedWhenItIsLearnt() {
        Interaction shown = source.getInteractions().get(0);
        TrainingExample early = withLabels(
                new Supervision(0, "convert", 0f, 1f, 10L, false), new Supervision(0, "convert", 1f, 1f, 20L, false));
        Converted learnt = new ExampleTokens(TestExamples.tinyModel()).convert(early, vocabulary);
        Outcome outcome = new Outcome(
                0,
                List.of(
                        new Outcome.Prediction(0, "hstu", 0.25f),
                        new Outcome.Prediction(1, "hstu", 0.25f),
                        new Outcome.Prediction(0, "wukong", 0.75f)),
                List.of());
        TestingSink sink = new TestingSink(new ArrayList<>(), new ArrayList<>());
        judge.judge(early, learnt, outcome, sink);
        judge.tell(withLabels(new Supervision(0, "convert", 1f, 0f, 30L, true)), sink);

        assertThat(sink.judgements()).isEmpty();
        long exposure = Ids.combine(Ids.combine(source.getUser(), shown.getItem()), shown.getTime());
        assertThat(sink.halves())
                .containsExactly(
                        new HalfJudgement(exposure, "hstu/convert", false, 0.25f, 10, source.getArrival()),
                        new HalfJudgement(exposure, "hstu/convert", false, 0.25f, 20, source.getArrival()),
                        new HalfJudgement(exposure, "wukong/convert", false, 0.75f, 10, source.getArrival()),
                        new HalfJudgement(exposure, "hstu/convert", true, 1, 30, source.getArrival()),
                        new HalfJudgement(exposure, "wukong/convert", true, 1, 30, source.getArrival()));
    }

    @Test
    void shouldTellAFinalLabelThatComesWithLabelsToLearnFrom() {
        TrainingExample mixed = withLabels(
                new Supervision(0, "click", 1f, 1f, 10L, true), new Supervision(0, "convert", 1f, 0f, 30L, true));
        Converted learnt = new ExampleTokens(TestExamples.tinyModel()).convert(mixed, vocabulary);
        TestingSink sink = new TestingSink(new ArrayList<>(), new ArrayList<>());
        Outcome outcome = new Outcome(0, List.of(new Outcome.Prediction(0, "hstu", 0.25f)), List.of());
        judge.judge(mixed, learnt, outcome, sink);

        assertThat(sink.judgements())
                .containsExactly(Judgement.ofRanking("hstu/click", 10, 1, 0.25f, mixed.getArrival()));
        assertThat(sink.halves()).extracting(HalfJudgement::task).containsExactly("hstu/convert", "wukong/convert");
    }

    private TrainingExample withLabels(Supervision... labels) {
        return TrainingExample.newBuilder(source)
                .setSupervision(List.of(labels))
                .build();
    }
}
