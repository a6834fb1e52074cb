package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.model.Outcome;
import io.millrace.model.input.Example;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.sampling.UniformSampler;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final float[] ROW = {3, 4};

    private final ItemVocabulary vocabulary = new ItemVocabulary(100, new UniformSampler());
    private final Judge judge = new Judge(List.of("click", "convert"), vocabulary);
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
        judge.judge(source, converted, new Outcome(0, List.of(), retrievals), new TestingSink(judgements));

        assertThat(judgements).hasSameSizeAs(retrievals).isNotEmpty().allSatisfy(judgement -> {
            assertThat(judgement.rank()).isEqualTo(NextItemRanking.UNRANKED);
            assertThat(judgement.popularityRank()).isEqualTo(NextItemRanking.UNRANKED);
            assertThat(judgement.arrival()).isEqualTo(source.getArrival());
        });
    }
}
