package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.row.Layout;
import io.millrace.schemas.id.Ids;
import java.util.List;

/**
 * The six units that come from HSTU (MATH §4): two made of the item's own output y, one of the mean of y over all tokens
 * before the item, one of the mean over the last few, one of the item last clicked and one of the item last converted.
 * Where there is no such token or item, the unit is made of the zero vector.
 */
final class SequenceUnits {
    /** How many units there are. */
    static final int COUNT = 6;

    private static final int TARGET_UNITS = 2;
    private static final int RECENT = 8;
    private static final long CLICK = Ids.of("click");
    private static final long CONVERT = Ids.of("convert");

    private final int width;
    private final int itemTable;
    private final boolean stopGradient;
    private final int unitWidth;
    private final SequenceUnit target;
    private final SequenceUnit summary;
    private final SequenceUnit recent;
    private final SequenceUnit clicked;
    private final SequenceUnit converted;
    private final Scratch gathered = new Scratch();
    private final Scratch prefixSums = new Scratch();

    private List<Request> requests;
    private LastActed clicks;
    private LastActed conversions;

    /** Declares the tensors {@code wukong.unit.*}. */
    SequenceUnits(Layout layout, ModelConfig config, int itemTable) {
        this.width = config.hstu().width();
        this.itemTable = itemTable;
        this.stopGradient = config.wukong().stopGradient();
        this.unitWidth = config.wukong().unitWidth();
        this.target = new SequenceUnit(layout, "wukong.unit.target", width, TARGET_UNITS * unitWidth);
        this.summary = new SequenceUnit(layout, "wukong.unit.summary", width, unitWidth);
        this.recent = new SequenceUnit(layout, "wukong.unit.recent", width, unitWidth);
        this.clicked = new SequenceUnit(layout, "wukong.unit.clicked", width, unitWidth);
        this.converted = new SequenceUnit(layout, "wukong.unit.converted", width, unitWidth);
    }

    /** Writes the units to {@code x}, B × 6d. */
    void forward(Parameters parameters, TokenSequence tokens, Matrix y, List<Request> asked, Matrix x) {
        requests = asked;
        clicks = new LastActed(tokens, CLICK);
        conversions = new LastActed(tokens, CONVERT);
        units(x, 0, TARGET_UNITS).set(target.forward(parameters, outputs(y)));
        units(x, 2, 1).set(summary.forward(parameters, means(y, tokens.length())));
        units(x, 3, 1).set(recent.forward(parameters, recentMeans(y)));
        units(x, 4, 1).set(clicked.forward(parameters, itemRows(parameters, clicks)));
        units(x, 5, 1).set(converted.forward(parameters, itemRows(parameters, conversions)));
    }

    private Matrix units(Matrix x, int first, int count) {
        return x.columns(first * unitWidth, (first + count) * unitWidth);
    }

    private Matrix outputs(Matrix y) {
        Matrix x = gathered.matrix(requests.size(), width);
        for (int b = 0; b < requests.size(); b++) {
            System.arraycopy(y.values(), y.row(requests.get(b).output()), x.values(), x.row(b), width);
        }
        return x;
    }

    private Matrix means(Matrix y, int tokens) {
        Matrix sums = prefixSums.zeros(tokens + 1, width);
        for (int token = 0; token < tokens; token++) {
            Vectors.add(sums.values(), sums.row(token), sums.values(), sums.row(token + 1), width);
            Vectors.add(y.values(), y.row(token), sums.values(), sums.row(token + 1), width);
        }
        Matrix x = gathered.zeros(requests.size(), width);
        for (int b = 0; b < requests.size(); b++) {
            int history = requests.get(b).history();
            Vectors.add(share(history), sums.values(), sums.row(history), x.values(), x.row(b), width);
        }
        return x;
    }

    private Matrix recentMeans(Matrix y) {
        Matrix x = gathered.zeros(requests.size(), width);
        for (int b = 0; b < requests.size(); b++) {
            int history = requests.get(b).history();
            int from = Math.max(0, history - RECENT);
            for (int token = from; token < history; token++) {
                Vectors.add(share(history - from), y.values(), y.row(token), x.values(), x.row(b), width);
            }
        }
        return x;
    }

    /** What one of {@code count} counts for in a mean; nothing has the mean zero. */
    private static float share(int count) {
        return 1.0f / Math.max(1, count);
    }

    private Matrix itemRows(Parameters parameters, LastActed acted) {
        Matrix x = gathered.zeros(requests.size(), width);
        for (int b = 0; b < requests.size(); b++) {
            int history = requests.get(b).history();
            if (acted.isKnown(history)) {
                float[] row = parameters.row(itemTable, acted.item(history));
                System.arraycopy(row, 0, x.values(), x.row(b), width);
            }
        }
        return x;
    }

    /**
     * Adds the gradients of the units' tensors to {@code gradients} and, unless the gradient stops here, those of the item
     * rows too and of HSTU's outputs to {@code dy}.
     *
     * @param dx d(loss)/d(units), B × 6d
     * @param dy d(loss)/dy, L × D
     */
    void backward(Parameters parameters, Gradients gradients, Matrix dx, Matrix dy) {
        Matrix dTarget = target.backward(parameters, gradients, units(dx, 0, TARGET_UNITS));
        Matrix dSummary = summary.backward(parameters, gradients, units(dx, 2, 1));
        Matrix dRecent = recent.backward(parameters, gradients, units(dx, 3, 1));
        Matrix dClicked = clicked.backward(parameters, gradients, units(dx, 4, 1));
        Matrix dConverted = converted.backward(parameters, gradients, units(dx, 5, 1));
        if (stopGradient) {
            return;
        }
        for (int b = 0; b < requests.size(); b++) {
            Request request = requests.get(b);
            Vectors.add(dTarget.values(), dTarget.row(b), dy.values(), dy.row(request.output()), width);
            addToEach(dSummary, b, dy, 0, request.history());
            addToEach(dRecent, b, dy, Math.max(0, request.history() - RECENT), request.history());
            addToItem(gradients, dClicked, b, clicks);
            addToItem(gradients, dConverted, b, conversions);
        }
    }

    private void addToEach(Matrix dMean, int b, Matrix dy, int from, int to) {
        for (int token = from; token < to; token++) {
            Vectors.add(share(to - from), dMean.values(), dMean.row(b), dy.values(), dy.row(token), width);
        }
    }

    private void addToItem(Gradients gradients, Matrix dRow, int b, LastActed acted) {
        int history = requests.get(b).history();
        if (acted.isKnown(history)) {
            float[] gradient = gradients.row(itemTable, acted.item(history));
            Vectors.add(dRow.values(), dRow.row(b), gradient, 0, width);
        }
    }
}
