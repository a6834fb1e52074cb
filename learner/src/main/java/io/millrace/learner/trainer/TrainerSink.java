package io.millrace.learner.trainer;

import io.millrace.learner.exchange.ServerRequest;
import io.millrace.schemas.TrainingExample;

/** Where a trainer's results go. */
public interface TrainerSink {
    void request(ServerRequest request);

    void judgement(Judgement judgement);

    void half(HalfJudgement half);

    /** The example cannot be learnt from and changes nothing; {@code reason} is a stable code. */
    void refused(TrainingExample example, String reason, String detail);
}
