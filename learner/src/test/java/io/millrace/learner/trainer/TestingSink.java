package io.millrace.learner.trainer;

import io.millrace.learner.exchange.ServerRequest;
import io.millrace.schemas.TrainingExample;
import java.util.List;

/** Takes down judgements and halves of such; nothing else may happen. */
record TestingSink(List<Judgement> judgements, List<HalfJudgement> halves) implements TrainerSink {
    @Override
    public void request(ServerRequest request) {
        throw new AssertionError("a request: " + request.kind());
    }

    @Override
    public void judgement(Judgement judgement) {
        judgements.add(judgement);
    }

    @Override
    public void half(HalfJudgement half) {
        halves.add(half);
    }

    @Override
    public void refused(TrainingExample example, String reason, String detail) {
        throw new AssertionError(reason + ": " + detail);
    }
}
