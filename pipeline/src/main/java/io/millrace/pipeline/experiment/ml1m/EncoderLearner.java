package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.epochs.ItemScores;
import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** HSTU, or another sequence model in its place. */
final class EncoderLearner implements Learner {
    private final NextItemTrainer trainer;
    private final int batch;

    /** @param batch sequences of one step */
    EncoderLearner(NextItemTrainer.Settings settings, int batch) {
        this.trainer = new NextItemTrainer(settings);
        this.batch = batch;
    }

    /** The mean over the steps. */
    @Override
    public double learn(List<TokenSequence> sequences) {
        double loss = 0;
        int steps = 0;
        for (int from = 0; from < sequences.size(); from += batch) {
            loss += trainer.step(sequences.subList(from, Math.min(from + batch, sequences.size())));
            steps++;
        }
        return loss / steps;
    }

    @Override
    public Scores scores() {
        ItemScores scores = trainer.scores();
        return question -> scores.of(question.kept(), question.seconds());
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        trainer.save(out);
    }

    @Override
    public void restore(DataInputStream in) throws IOException {
        trainer.restore(in);
    }
}
