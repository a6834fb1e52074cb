package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.input.TokenSequence;
import io.millrace.model.metrics.RankingMetrics;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Epoch by epoch: learns from all users in an order drawn anew, then asks for the items that were left out. */
final class Training {
    private static final int LAST = 1;
    private static final int BEFORE_LAST = 2;

    private final Run run;
    private final MovieLens data;
    private final Learner learner;
    private final RunFiles files;
    private final LongSupplier nanos;
    private final List<TokenSequence> sequences;
    private final long tokens;
    private final FullRanking ranking;

    /** @param nanos the clock, as {@link System#nanoTime} */
    Training(Run run, MovieLens data, Learner learner, RunFiles files, LongSupplier nanos) {
        this.run = run;
        this.data = data;
        this.learner = learner;
        this.files = files;
        this.nanos = nanos;
        int leftOut = run.protocol().leftOut();
        this.sequences =
                data.users().stream().map(user -> user.training(leftOut)).toList();
        this.tokens = sequences.stream().mapToLong(TokenSequence::length).sum();
        this.ranking = new FullRanking(data.items());
    }

    /**
     * Goes on after the epochs that the files hold.
     *
     * @param epochs how many there are to be
     * @param progress is told of every epoch in a line
     */
    void run(int epochs, Consumer<String> progress) {
        for (int epoch = files.rows().size() + 1; epoch <= epochs; epoch++) {
            EpochScore score = epoch(epoch);
            files.add(score, learner);
            progress.accept(line(score, epochs));
        }
    }

    private EpochScore epoch(int epoch) {
        long start = nanos.getAsLong();
        List<TokenSequence> order = new ArrayList<>(sequences);
        // By the epoch, not by what was drawn before: a run that goes on draws the same.
        Collections.shuffle(order, new Random(Ids.combine(run.seed(), epoch)));
        double loss = learner.learn(order);
        long learnt = nanos.getAsLong();
        Learner.Scores scores = learner.scores();
        Measures validation = run.protocol().leftOut() >= BEFORE_LAST ? measure(scores, BEFORE_LAST) : Measures.NONE;
        Measures test = measure(scores, LAST);
        double perSecond = tokens / Math.max(1e-9, (learnt - start) * 1e-9);
        return new EpochScore(epoch, loss, perSecond, (nanos.getAsLong() - start) * 1e-9, validation, test);
    }

    private Measures measure(Learner.Scores scores, int fromLast) {
        RankingMetrics metrics = Measures.metrics();
        for (UserHistory user : data.users()) {
            UserHistory.Question question = user.question(fromLast);
            metrics.add(ranking.rank(scores.of(question), question));
        }
        return Measures.of(metrics);
    }

    private String line(EpochScore score, int epochs) {
        double mean =
                files.rows().stream().mapToDouble(EpochScore::seconds).average().orElse(0);
        return String.format(
                Locale.ROOT,
                "%s epoch %d of %d: %s%stest HR@10 %.4f, %,.0f tokens/s, %.1f s, %.0f min left",
                run.name(),
                score.epoch(),
                epochs,
                known("loss", score.loss()),
                known("validation HR@10", score.validation().hr10()),
                score.test().hr10(),
                score.tokensPerSecond(),
                score.seconds(),
                mean * (epochs - score.epoch()) / 60);
    }

    private static String known(String name, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%s %.4f, ", name, value);
    }
}
