package io.millrace.learner.trainer;

import io.millrace.learner.exchange.ServerRequest;
import io.millrace.schemas.TrainingExample;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes down judgements and halves of such, and hands on the rest.
 *
 * @param refusals is told the reason and the detail
 */
record TestingSink(
        Consumer<ServerRequest> requests,
        List<Judgement> judgements,
        List<HalfJudgement> halves,
        BiConsumer<String, String> refusals)
        implements TrainerSink {
    /** No example may be refused. */
    TestingSink(Consumer<ServerRequest> requests, List<Judgement> judgements, List<HalfJudgement> halves) {
        this(requests, judgements, halves, (reason, detail) -> {
            throw new AssertionError(reason + ": " + detail);
        });
    }

    /** Nothing else may happen. */
    TestingSink(List<Judgement> judgements, List<HalfJudgement> halves) {
        this(
                request -> {
                    throw new AssertionError("a request: " + request.kind());
                },
                judgements,
                halves);
    }

    @Override
    public void request(ServerRequest request) {
        requests.accept(request);
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
        refusals.accept(reason, detail);
    }
}
