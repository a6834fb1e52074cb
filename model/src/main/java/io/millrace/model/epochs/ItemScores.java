package io.millrace.model.epochs;

import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.UnitNorm;
import io.millrace.model.sequence.SequenceEncoder;

/** Scores of all items behind a history: {@code y·ê}, with ê of length one, which ranks as the loss's logits do. */
public final class ItemScores {
    private static final Kernels KERNELS = Kernels.BEST;

    private final SequenceEncoder encoder;
    private final Parameters parameters;
    private final Matrix items;
    private final float[] scores;

    ItemScores(SequenceEncoder encoder, Parameters parameters, int count) {
        this.encoder = encoder;
        this.parameters = parameters;
        this.scores = new float[count];
        int table = encoder.embedding().itemTable();
        int width = count == 0 ? 0 : parameters.row(table, 0).length;
        float[] rows = new float[count * width];
        for (int item = 0; item < count; item++) {
            System.arraycopy(parameters.row(table, item), 0, rows, item * width, width);
        }
        this.items = new UnitNorm().forward(Matrix.of(rows, count, width));
    }

    /**
     * The scores by item, valid until the next call.
     *
     * @param history at least one token
     * @param requestSeconds the time for which they are asked
     */
    public float[] of(TokenSequence history, long requestSeconds) {
        Matrix y = encoder.forward(parameters, history, requestSeconds, Dropout.NONE);
        int last = y.row(history.length() - 1);
        for (int item = 0; item < scores.length; item++) {
            scores[item] = KERNELS.dot(y.values(), last, items.values(), items.row(item), items.columns());
        }
        return scores;
    }
}
