package io.millrace.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.Evaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressiveEvaluationTest {
    private final ProgressiveEvaluation evaluation = new ProgressiveEvaluation(100);

    private static Judgement click(long matured, float label, float probability) {
        return Judgement.ofRanking("hstu/click", matured, label, probability, 0);
    }

    @Test
    void shouldCloseAWindowOnceTheWatermarkIsPastIt() {
        evaluation.add(click(10, 1, 0.5f));
        evaluation.add(click(99, 0, 0.5f));
        evaluation.add(click(100, 1, 0.5f));
        assertThat(evaluation.advance(99)).isEmpty();
        List<Evaluation> closed = evaluation.advance(150);
        assertThat(closed).hasSize(1);
        assertThat(closed.get(0).getWindowStart()).isZero();
        assertThat(closed.get(0).getWindowEnd()).isEqualTo(100);
        assertThat(closed.get(0).getCount()).isEqualTo(2);
        assertThat(closed.get(0).getMeasures().get("ne")).isEqualTo(1.0, org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void shouldCountAJudgementThatComesAfterItsWindowInTheOldestOpenOne() {
        evaluation.advance(250);
        evaluation.add(click(10, 1, 0.5f));
        List<Evaluation> closed = evaluation.advance(300);
        assertThat(closed)
                .singleElement()
                .satisfies(e -> assertThat(e.getWindowStart()).isEqualTo(200));
    }

    @Test
    void shouldSetRetrievalBesideItsControl() {
        evaluation.add(Judgement.ofRetrieval(10, 1, 50, 0));
        evaluation.add(Judgement.ofRetrieval(10, 500, 3, 0));
        Evaluation lifetime = evaluation.lifetime().get(0);
        assertThat(lifetime.getTask()).isEqualTo("retrieval");
        assertThat(lifetime.getMeasures()).containsEntry("hr10", 0.5).containsEntry("popularityHr10", 0.5);
        assertThat(lifetime.getMeasures().get("ndcg10")).isEqualTo(0.5);
    }

    @Test
    void shouldGoOnAfterARestoreAsIfNothingHadHappened() {
        evaluation.add(click(10, 1, 0.9f));
        evaluation.add(click(110, 0, 0.2f));
        ProgressiveEvaluation restored = new ProgressiveEvaluation(100);
        restored.restore(evaluation.toBytes());
        evaluation.add(click(120, 1, 0.7f));
        restored.add(click(120, 1, 0.7f));
        assertThat(restored.lifetime()).isEqualTo(evaluation.lifetime());
        assertThat(restored.advance(1000)).isEqualTo(evaluation.advance(1000)).hasSize(2);
    }

    @Test
    void shouldNotCloseAWindowAgainAfterARestore() {
        evaluation.add(click(10, 1, 0.9f));
        assertThat(evaluation.advance(150)).hasSize(1);
        ProgressiveEvaluation restored = new ProgressiveEvaluation(100);
        restored.restore(evaluation.toBytes());

        restored.add(click(20, 0, 0.5f));

        assertThat(restored.advance(1000))
                .singleElement()
                .satisfies(e -> assertThat(e.getWindowStart()).isEqualTo(100));
    }

    @Test
    void shouldOpenWindowsAgainInAJobThatGoesOnFromTheEndOfAnother() {
        evaluation.add(click(10, 1, 0.9f));
        assertThat(evaluation.advance(Long.MAX_VALUE)).hasSize(1);
        ProgressiveEvaluation restored = new ProgressiveEvaluation(100);
        restored.restore(evaluation.toBytes());

        restored.add(click(20, 0, 0.5f));
        restored.add(click(310, 0, 0.5f));

        assertThat(restored.advance(400)).extracting(Evaluation::getWindowStart).containsExactly(100L, 300L);
    }

    @Test
    void shouldReadWhatWasWrittenWithoutAWatermark() {
        evaluation.add(click(10, 1, 0.9f));
        byte[] now = evaluation.toBytes();
        byte[] before = new byte[now.length - Long.BYTES];
        before[0] = 1;
        System.arraycopy(now, 1 + Long.BYTES, before, 1, before.length - 1);
        ProgressiveEvaluation restored = new ProgressiveEvaluation(100);
        restored.restore(before);

        assertThat(restored.lifetime()).isEqualTo(evaluation.lifetime());
        assertThat(restored.advance(100)).isEqualTo(evaluation.advance(100)).hasSize(1);
    }
}
