package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.baseline.Popularity;
import io.millrace.model.input.TokenSequence;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;

/** The control: items by how often they are in the training sequences. One epoch is all that it has to learn. */
final class PopularityLearner implements Learner {
    private final int items;
    private final Popularity popularity = new Popularity();

    PopularityLearner(int items) {
        this.items = items;
        for (int item = 0; item < items; item++) {
            popularity.add(item, 0);
        }
    }

    @Override
    public double learn(List<TokenSequence> sequences) {
        for (TokenSequence sequence : sequences) {
            for (int i = 0; i < sequence.length(); i++) {
                popularity.add((int) sequence.item(i), 1);
            }
        }
        return Double.NaN;
    }

    @Override
    public Scores scores() {
        float[] scores = new float[items];
        for (int item = 0; item < items; item++) {
            // Counts of a data set that fits in memory: a float holds them exactly.
            scores[item] = popularity.count(item);
        }
        return question -> scores;
    }

    @Override
    public void save(DataOutputStream out) {
        // It is done after the epoch in which it counts: nothing goes on from here.
    }

    @Override
    public void restore(DataInputStream in) {
        // As above.
    }
}
