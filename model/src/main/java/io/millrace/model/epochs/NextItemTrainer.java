package io.millrace.model.epochs;

import io.millrace.model.Encoder;
import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.loss.ItemSpace;
import io.millrace.model.loss.SampledSoftmax;
import io.millrace.model.optimizer.AdamW;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.SequenceEncoder;
import io.millrace.schemas.id.Ids;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Next-item retrieval as in the public tables of arXiv 2402.17152: one token an event, every position supervised, negatives
 * drawn uniformly for each, AdamW on everything, rows of items included. The loss of a batch is the mean over its positions.
 */
public final class NextItemTrainer {
    /**
     * What is trained.
     *
     * @param encoder which sequence model
     * @param hstu its sizes
     * @param items V: item ids are 0 to V − 1
     * @param negatives R
     * @param temperature τ
     * @param optimizer of every row
     * @param seed of weights, negatives and dropout
     */
    public record Settings(
            Encoder encoder, HstuSizes hstu, int items, int negatives, float temperature, AdamW optimizer, long seed) {}

    private final Settings settings;
    private final SequenceEncoder encoder;
    private final int itemTable;
    private final LocalRows rows;
    private final Gradients gradients;
    private final ItemSpace space;
    private final SampledSoftmax softmax;
    private final Matrix queries = new Matrix();
    private final Matrix queryGradients = new Matrix();
    private final Scratch outputGradients = new Scratch();
    private int[] positives = {};
    private int[] negatives = {};
    private float[] weights = {};
    private long sequences;

    public NextItemTrainer(Settings settings) {
        this.settings = settings;
        Layout layout = new Layout(settings.optimizer(), settings.optimizer());
        this.encoder = settings.encoder().create(layout, settings.hstu());
        this.itemTable = encoder.embedding().itemTable();
        this.rows = new LocalRows(layout.tables(), settings.seed());
        for (long item = 0; item < settings.items(); item++) {
            rows.add(itemTable, item);
        }
        this.gradients = new Gradients(layout.tables());
        this.space = new ItemSpace(settings.hstu().width());
        this.softmax = new SampledSoftmax(settings.temperature());
    }

    /** A user's items, oldest first, as tokens without actions. */
    public static TokenSequence tokens(int[] items, long[] seconds) {
        int[] offsets = new int[items.length + 1];
        Arrays.setAll(offsets, i -> i);
        byte[] kinds = new byte[items.length];
        Arrays.fill(kinds, TokenSequence.EVENT);
        return new TokenSequence(
                kinds, offsets, Arrays.stream(items).asLongStream().toArray(), seconds, new long[0]);
    }

    /**
     * Learns from a batch: every item of a sequence but the first is to be found from those before it.
     *
     * @return the mean loss before the step
     */
    public double step(List<TokenSequence> batch) {
        gradients.clear();
        space.clear();
        for (long item = 0; item < settings.items(); item++) {
            space.add(item, rows.parameters().row(itemTable, item), 0);
        }
        space.normalise();
        float weight = 1.0f / Math.max(1, positions(batch));
        double loss = 0;
        for (TokenSequence tokens : batch) {
            loss += learn(tokens, weight);
        }
        Matrix dItems = space.backward();
        for (int item = 0; item < settings.items(); item++) {
            Vectors.add(dItems.values(), dItems.row(item), gradients.row(itemTable, item), 0, dItems.columns());
        }
        rows.apply(gradients);
        return loss;
    }

    /** What the model thinks of every item now; not to be asked any more after the next step. */
    public ItemScores scores() {
        return new ItemScores(encoder, rows.parameters(), settings.items());
    }

    /** Writes all that the next step depends on: rows with their slots, and how many sequences were learnt from. */
    public void save(DataOutputStream out) throws IOException {
        out.writeLong(sequences);
        rows.save(out);
    }

    /**
     * Goes on as the trainer would that was saved; its settings must have been the same.
     *
     * @throws IOException if the bytes end early, or are of a model of other sizes
     */
    public void restore(DataInputStream in) throws IOException {
        sequences = in.readLong();
        rows.restore(in);
    }

    private static int positions(List<TokenSequence> batch) {
        int positions = 0;
        for (TokenSequence tokens : batch) {
            positions += Math.max(0, tokens.length() - 1);
        }
        return positions;
    }

    private double learn(TokenSequence tokens, float weight) {
        int count = tokens.length() - 1;
        if (count < 1) {
            return 0;
        }
        long seed = Ids.combine(settings.seed(), sequences++);
        Matrix y = encoder.forward(
                rows.parameters(),
                tokens,
                tokens.seconds()[count],
                new Dropout(settings.hstu().dropout(), seed));
        draw(count, weight, seed);
        for (int s = 0; s < count; s++) {
            positives[s] = (int) tokens.item(s + 1);
        }
        double loss = softmax.forward(
                queries.asRows(y, 0, count), space, positives, negatives, settings.negatives(), weights);
        Matrix dy = outputGradients.zeros(y.rows(), y.columns());
        softmax.backward(queryGradients.asRows(dy, 0, count));
        encoder.backward(rows.parameters(), gradients, tokens, dy);
        return loss;
    }

    private void draw(int count, float weight, long seed) {
        int draws = count * settings.negatives();
        if (negatives.length < draws) {
            negatives = new int[draws];
            weights = new float[count];
            positives = new int[count];
        }
        Kernels.BEST.draw(negatives, draws, seed, settings.items());
        Arrays.fill(weights, 0, count, weight);
    }
}
