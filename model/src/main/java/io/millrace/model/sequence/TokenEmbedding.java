package io.millrace.model.sequence;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;

/**
 * What a token is before the first layer: {@code x_i = √D·Σ E_kind(i)[id] + Pos[i] + Σ S[static]}, i counted from the
 * oldest token. Candidates are item tokens at position H.
 */
public final class TokenEmbedding {
    private static final Distribution ROWS = new Distribution.TruncatedNormal(0.02f);

    private final int width;
    private final float scale;
    private final int[] tables;
    private final int statics;
    private final int positions;
    private final int longest;

    private final Scratch outputs = new Scratch();
    private final Scratch sums = new Scratch();

    /** Declares the tables item, action, auxiliary and static, and the tensor position. */
    public TokenEmbedding(Layout layout, HstuSizes sizes) {
        this.width = sizes.width();
        this.scale = (float) Math.sqrt(width);
        int items = layout.embedding("item", width, ROWS);
        int actions = layout.embedding("action", width, ROWS);
        int auxiliaries = layout.embedding("auxiliary", width, ROWS);
        this.tables = new int[] {items, actions, auxiliaries, items};
        this.statics = layout.embedding("static", width, ROWS);
        this.longest = sizes.maxTokens();
        this.positions = layout.matrix("position", longest, width, Distribution.xavier(longest, width));
    }

    /** The table of items. */
    public int itemTable() {
        return tables[TokenSequence.ITEM];
    }

    /** Visits every row that the tokens read; a row may be visited more than once. */
    public void rowsOf(TokenSequence tokens, RowVisitor visitor) {
        for (int token = 0; token < tokens.length(); token++) {
            int table = tables[tokens.kinds()[token]];
            for (int i = tokens.idOffsets()[token]; i < tokens.idOffsets()[token + 1]; i++) {
                visitor.visit(table, tokens.ids()[i]);
            }
        }
        for (long fact : tokens.statics()) {
            visitor.visit(statics, fact);
        }
    }

    /** @throws IllegalArgumentException if there are more tokens than positions, or none is left to candidates */
    public void requirePositions(TokenSequence tokens, long[] candidates) {
        int positions = tokens.length() + Math.min(1, candidates.length);
        if (positions > longest) {
            throw new IllegalArgumentException(positions + " positions, but this model has " + longest
                    + ": keep the most recent tokens, and leave one position to candidates");
        }
    }

    /** The embedded tokens from {@code first} on and, behind them, the embedded candidates: valid until the next call. */
    public Matrix forward(Parameters parameters, TokenSequence tokens, int first, long[] candidates) {
        int history = tokens.length() - first;
        Matrix x = outputs.zeros(history + candidates.length, width);
        for (int row = 0; row < history; row++) {
            int token = first + row;
            int table = tables[tokens.kinds()[token]];
            for (int i = tokens.idOffsets()[token]; i < tokens.idOffsets()[token + 1]; i++) {
                Vectors.add(scale, parameters.row(table, tokens.ids()[i]), 0, x.values(), x.row(row), width);
            }
        }
        for (int c = 0; c < candidates.length; c++) {
            float[] item = parameters.row(itemTable(), candidates[c]);
            Vectors.add(scale, item, 0, x.values(), x.row(history + c), width);
        }
        addPlaces(parameters, tokens, first, x);
        return x;
    }

    private void addPlaces(Parameters parameters, TokenSequence tokens, int first, Matrix x) {
        Matrix facts = sums.zeros(1, width);
        for (long fact : tokens.statics()) {
            Vectors.add(parameters.row(statics, fact), 0, facts.values(), 0, width);
        }
        float[] places = parameters.dense(positions);
        for (int row = 0; row < x.rows(); row++) {
            int position = Math.min(first + row, tokens.length());
            Vectors.add(places, position * width, x.values(), x.row(row), width);
            Vectors.add(facts.values(), 0, x.values(), x.row(row), width);
        }
    }

    /** Adds the gradients of every row read for a history without candidates; {@code dx} is d(loss)/dx, H × D. */
    public void backward(Gradients gradients, TokenSequence tokens, Matrix dx) {
        Matrix total = sums.zeros(1, width);
        float[] places = gradients.dense(positions);
        for (int token = 0; token < tokens.length(); token++) {
            int from = dx.row(token);
            Vectors.add(dx.values(), from, places, token * width, width);
            Vectors.add(dx.values(), from, total.values(), 0, width);
            int table = tables[tokens.kinds()[token]];
            for (int i = tokens.idOffsets()[token]; i < tokens.idOffsets()[token + 1]; i++) {
                Vectors.add(scale, dx.values(), from, gradients.row(table, tokens.ids()[i]), 0, width);
            }
        }
        for (long fact : tokens.statics()) {
            Vectors.add(total.values(), 0, gradients.row(statics, fact), 0, width);
        }
    }
}
