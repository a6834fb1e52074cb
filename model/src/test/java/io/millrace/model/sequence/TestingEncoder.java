package io.millrace.model.sequence;

import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.TestingExamples;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An encoder with weights in no pattern, and a history to encode. */
public final class TestingEncoder {
    /** N. */
    public static final int LONGEST = 150;

    private static final int WIDTH = 6;
    private static final long[] NONE = {};

    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final SequenceEncoder encoder;
    private final Parameters parameters;
    private final TokenSequence tokens = TestingExamples.random(1, 40).tokens();

    public TestingEncoder(Encoder kind) {
        this.encoder = kind.create(layout, new HstuSizes(WIDTH, 2, 2, 2, 3, LONGEST, 0));
        this.parameters = new Parameters(layout.tables());
        SplittableRandom random = new SplittableRandom(3);
        for (Table table : layout.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                float[] values = Rows.born(table, 1, block).values;
                for (int i = 0; i < table.width(); i++) {
                    values[i] += (float) random.nextDouble() - 0.5f;
                }
                parameters.put(table.id(), block, values, 0);
            }
        }
        for (int table = 0; table < 4; table++) {
            for (long row = 0; row < 20; row++) {
                put(table, row);
            }
        }
        encoder.embedding().rowsOf(tokens, this::put);
    }

    private void put(int table, long row) {
        parameters.put(table, row, Rows.born(layout.tables().get(table), 1, row).values, 0);
    }

    /** The history: items, actions and auxiliary tokens, the last one an action. */
    public TokenSequence tokens() {
        return tokens;
    }

    /** A minute after the last token. */
    public long request() {
        return tokens.seconds()[tokens.length() - 1] + 60;
    }

    public HistoryCache newCache() {
        return encoder.newCache();
    }

    public float[] encode(TokenSequence history) {
        return encode(history, request(), NONE);
    }

    public float[] encode(TokenSequence history, long... candidates) {
        return encode(history, request(), candidates);
    }

    /** y, row after row. */
    public float[] encode(TokenSequence history, long request, long[] candidates) {
        return elements(
                candidates.length == 0
                        ? encoder.forward(parameters, history, request, Dropout.NONE)
                        : encoder.forward(parameters, history, request, candidates));
    }

    /** The same, as training sees it. */
    public float[] encode(TokenSequence history, Dropout dropout) {
        return elements(encoder.forward(parameters, history, request(), dropout));
    }

    /** The same, from a cache. */
    public float[] encode(TokenSequence history, long request, long[] candidates, HistoryCache cache) {
        return elements(encoder.forward(parameters, history, request, candidates, cache));
    }

    private static float[] elements(Matrix y) {
        return Arrays.copyOf(y.values(), y.rows() * WIDTH);
    }

    /** The first rows of y. */
    public static float[] firstRows(float[] y, int rows) {
        return Arrays.copyOf(y, rows * WIDTH);
    }

    /** One row of y. */
    public static float[] row(float[] y, int row) {
        return Arrays.copyOfRange(y, row * WIDTH, (row + 1) * WIDTH);
    }

    /** The first tokens of the history. */
    public TokenSequence prefix(int length) {
        int[] offsets = Arrays.copyOf(tokens.idOffsets(), length + 1);
        return new TokenSequence(
                Arrays.copyOf(tokens.kinds(), length),
                offsets,
                Arrays.copyOf(tokens.ids(), offsets[length]),
                Arrays.copyOf(tokens.seconds(), length),
                tokens.statics());
    }

    /** The history with other times. */
    public TokenSequence withSeconds(long[] seconds) {
        return new TokenSequence(tokens.kinds(), tokens.idOffsets(), tokens.ids(), seconds, tokens.statics());
    }

    /** The tokens, but for one that gets another kind, and one id instead of those that it has. */
    public static TokenSequence replaced(TokenSequence from, int token, byte kind, long id) {
        int removed = from.idOffsets()[token + 1] - from.idOffsets()[token] - 1;
        int[] offsets = from.idOffsets().clone();
        for (int i = token + 1; i < offsets.length; i++) {
            offsets[i] -= removed;
        }
        long[] ids = new long[offsets[offsets.length - 1]];
        int at = offsets[token];
        System.arraycopy(from.ids(), 0, ids, 0, at);
        ids[at] = id;
        System.arraycopy(from.ids(), at + 1 + removed, ids, at + 1, ids.length - at - 1);
        byte[] kinds = from.kinds().clone();
        kinds[token] = kind;
        return new TokenSequence(kinds, offsets, ids, from.seconds(), from.statics());
    }
}
