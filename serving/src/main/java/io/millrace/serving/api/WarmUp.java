package io.millrace.serving.api;

import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender.Candidates;
import io.millrace.schemas.Interaction;
import io.millrace.serving.rank.Ranker;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.users.UserSequence;
import io.millrace.serving.version.ServedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Requests that nobody asked, so that those that follow find compiled code and loaded tensors. */
public final class WarmUp {
    private static final int ROUNDS = 40;
    private static final int CANDIDATES = 200;
    private static final int INTERACTIONS = 50;
    private static final long SECOND = 1_000;

    private WarmUp() {}

    /** Ranks and retrieves for somebody made up, some dozens of times. */
    public static void run(ServedModel model) {
        ModelConfig config = model.layout().config();
        List<Interaction> interactions = LongStream.range(0, INTERACTIONS)
                .mapToObj(i -> new Interaction(i, i * SECOND, List.of(), i * SECOND, List.of(), List.of()))
                .toList();
        UserSequence sequence = new UserSequence(List.of(), interactions, List.of());
        Asker asker = AskerReader.asker(sequence, 0, INTERACTIONS * SECOND, config);
        float[][] dense = new float[CANDIDATES][config.denseFeatures().size()];
        for (float[] numbers : dense) {
            Arrays.fill(numbers, Float.NaN);
        }
        Candidates candidates = new Candidates(
                LongStream.range(0, CANDIDATES).toArray(),
                new long[CANDIDATES][config.features().size()],
                dense);
        for (int round = 0; round < ROUNDS; round++) {
            new Ranker(model).rank(asker.tokens(), asker.user(), asker.requestSeconds(), candidates);
            new Retriever(model).retrieve(asker.tokens(), asker.requestSeconds(), CANDIDATES, asker.seen());
        }
    }
}
