package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.input.TokenSequence;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** A model as an experiment sees it: it learns epoch by epoch, and is asked in between. */
interface Learner {
    /** Gives scores by place, valid until the next call. */
    @FunctionalInterface
    interface Scores {
        float[] of(UserHistory.Question question);
    }

    /**
     * Learns from everything once.
     *
     * @param sequences in the order in which they are to be learnt
     * @return the mean loss, NaN of a model that has none
     */
    double learn(List<TokenSequence> sequences);

    /** What the model thinks now. */
    Scores scores();

    /** Writes all that going on depends on. */
    void save(DataOutputStream out) throws IOException;

    /** Goes on from there. */
    void restore(DataInputStream in) throws IOException;
}
