package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.optimizer.AdamW;

/**
 * How a sequence model is trained.
 *
 * @param encoder which model
 * @param sizes its sizes
 * @param batch users of one step
 * @param negatives R
 * @param temperature τ
 * @param optimizer of every row
 */
record Recipe(Encoder encoder, HstuSizes sizes, int batch, int negatives, float temperature, AdamW optimizer) {
    private static final int WIDTH = 50;

    /** N of the public code: 200 items, and room for eleven more, which nobody fills. */
    private static final int POSITIONS = 211;

    private static final float DROPOUT = 0.2f;

    /** The configurations of the public tables ({@code configs/ml-1m/*-final.gin} of arXiv 2402.17152's code). */
    static Recipe published(Encoder encoder, int layers, int heads) {
        int headWidth = WIDTH / heads;
        HstuSizes sizes = new HstuSizes(WIDTH, layers, heads, headWidth, headWidth, POSITIONS, DROPOUT);
        return new Recipe(encoder, sizes, 128, 128, 0.05f, new AdamW(1e-3f, 0.9f, 0.98f, 1e-8f, 0, 0));
    }

    /** @param items V */
    Learner learner(int items, long seed) {
        NextItemTrainer.Settings settings =
                new NextItemTrainer.Settings(encoder, sizes, items, negatives, temperature, optimizer, seed);
        return new EncoderLearner(settings, batch);
    }
}
