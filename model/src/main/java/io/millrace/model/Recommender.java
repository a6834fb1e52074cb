package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.row.RowVisitor;
import io.millrace.model.row.Table;
import java.util.List;

/**
 * HSTU and Wukong under one roof: the one implementation that trains and that serves. Not thread-safe: it owns scratch
 * memory; give every thread its own.
 */
public final class Recommender {
    /**
     * What is to be ranked at one moment.
     *
     * @param items item ids, m of them
     * @param features by item: hashed feature values in the configured order, 0 where absent
     */
    public record Candidates(long[] items, long[][] features) {}

    public Recommender(ModelConfig config) {
        throw new UnsupportedOperationException();
    }

    /** The layout: every table of this configuration, ordered by id. */
    public List<Table> tables() {
        throw new UnsupportedOperationException();
    }

    /** The table whose rows are the items. */
    public Table itemTable() {
        throw new UnsupportedOperationException();
    }

    /** Visits every embedding row that learning from the example reads; a row may be visited more than once. */
    public void rowsOf(Example example, RowVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** Visits every embedding row that ranking the candidates for the user reads. */
    public void rowsOf(TokenSequence tokens, long user, Candidates candidates, RowVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** Forward, losses, backward: adds the example's gradient to {@code gradients}. Changes no parameter. */
    public Outcome learn(Example example, Parameters parameters, Gradients gradients) {
        throw new UnsupportedOperationException();
    }

    /** The L2-normalised query of the next item after the last token, length D; dot it with normalised item rows. */
    public float[] query(TokenSequence tokens, long requestSeconds, Parameters parameters) {
        throw new UnsupportedOperationException();
    }

    /** Probabilities, candidates × tasks, by Wukong on HSTU's outputs. */
    public float[][] rank(
            TokenSequence tokens, long user, long requestSeconds, Candidates candidates, Parameters parameters) {
        throw new UnsupportedOperationException();
    }
}
