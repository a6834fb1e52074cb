package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;
import io.millrace.schemas.id.Ids;
import java.util.List;

/**
 * The units that Wukong starts from, each of width d: the user's row, the item's row, a row for every feature field, and
 * six that come from HSTU (arXiv 2402.17152 feeding arXiv 2403.02545): two made of the item's own output y, one of the
 * mean of y over all tokens before it, one of the mean over the last few, one of the item last clicked and one of the
 * item last converted. Where there is no such token or item, the unit is made of the zero vector.
 */
public final class UnitEmbedding {
    private static final int RECENT = 8;
    private static final int TARGET_UNITS = 2;

    /** Not smaller: the first layer's norms would silence rows that are drawn around 1e-4 (MATH §4). */
    private static final Distribution ROWS = new Distribution.Normal(0.1f);

    private final int width;
    private final int unitWidth;
    private final int itemTable;
    private final boolean stopGradient;
    private final int users;
    private final int items;
    private final int[] features;
    private final SequenceUnit target;
    private final SequenceUnit summary;
    private final SequenceUnit recent;
    private final SequenceUnit clicked;
    private final SequenceUnit converted;

    private final Scratch units = new Scratch();
    private final Scratch gathered = new Scratch();
    private final Scratch prefixSums = new Scratch();

    private long user;
    private List<Request> requests;
    private LastActed clicks;
    private LastActed conversions;

    /**
     * Declares the tables {@code wukong.user, wukong.item, wukong.feature.*} and the tensors {@code wukong.unit.*}.
     *
     * @param itemTable HSTU's table of items
     */
    public UnitEmbedding(Layout layout, ModelConfig config, int itemTable) {
        this.width = config.hstu().width();
        this.unitWidth = config.wukong().unitWidth();
        this.itemTable = itemTable;
        this.stopGradient = config.wukong().stopGradient();
        this.users = layout.embedding("wukong.user", unitWidth, ROWS);
        this.items = layout.embedding("wukong.item", unitWidth, ROWS);
        this.features = config.features().stream()
                .mapToInt(name -> layout.embedding("wukong.feature." + name, unitWidth, ROWS))
                .toArray();
        this.target = new SequenceUnit(layout, "wukong.unit.target", width, TARGET_UNITS * unitWidth);
        this.summary = new SequenceUnit(layout, "wukong.unit.summary", width, unitWidth);
        this.recent = new SequenceUnit(layout, "wukong.unit.recent", width, unitWidth);
        this.clicked = new SequenceUnit(layout, "wukong.unit.clicked", width, unitWidth);
        this.converted = new SequenceUnit(layout, "wukong.unit.converted", width, unitWidth);
    }

    /** u. */
    public int count() {
        return 2 + features.length + TARGET_UNITS + 4;
    }

    /** Visits every row that one request of the user reads in tables of Wukong's own. */
    public void rowsOf(long userRow, long item, long[] values, RowVisitor visitor) {
        visitor.visit(users, userRow);
        visitor.visit(items, item);
        for (int field = 0; field < features.length; field++) {
            visitor.visit(features[field], values[field]);
        }
    }

    /**
     * @param y HSTU's output for the tokens and whatever stands behind them, L × D
     * @param asked B requests
     * @return B × u·d, valid until the next call
     */
    public Matrix forward(Parameters parameters, long userRow, TokenSequence tokens, Matrix y, List<Request> asked) {
        user = userRow;
        requests = asked;
        clicks = new LastActed(tokens, Ids.of("click"));
        conversions = new LastActed(tokens, Ids.of("convert"));
        Matrix x = units.matrix(asked.size(), count() * unitWidth);
        for (int b = 0; b < asked.size(); b++) {
            lookUp(parameters, asked.get(b), x, b);
        }
        int unit = 2 + features.length;
        unit = put(x, unit, target.forward(parameters, outputs(y)));
        unit = put(x, unit, summary.forward(parameters, means(y, tokens.length())));
        unit = put(x, unit, recent.forward(parameters, recentMeans(y)));
        unit = put(x, unit, clicked.forward(parameters, itemRows(parameters, clicks)));
        put(x, unit, converted.forward(parameters, itemRows(parameters, conversions)));
        return x;
    }

    private void lookUp(Parameters parameters, Request request, Matrix x, int b) {
        int at = x.row(b);
        System.arraycopy(parameters.row(users, user), 0, x.values(), at, unitWidth);
        at += unitWidth;
        System.arraycopy(parameters.row(items, request.item()), 0, x.values(), at, unitWidth);
        for (int field = 0; field < features.length; field++) {
            at += unitWidth;
            float[] row = parameters.row(features[field], request.features()[field]);
            System.arraycopy(row, 0, x.values(), at, unitWidth);
        }
    }

    private int put(Matrix x, int unit, Matrix made) {
        int from = unit * unitWidth;
        x.columns(from, from + made.columns()).set(made);
        return unit + made.columns() / unitWidth;
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
     * Adds the gradients of Wukong's rows and of the six units' tensors to {@code gradients} and, unless the gradient
     * stops here, those of the item rows too and of HSTU's outputs to {@code dy}.
     *
     * @param dx d(loss)/d(units), B × u·d
     * @param dy d(loss)/dy, L × D
     */
    public void backward(Parameters parameters, Gradients gradients, Matrix dx, Matrix dy) {
        for (int b = 0; b < requests.size(); b++) {
            lookUpBackward(gradients, requests.get(b), dx, b);
        }
        int unit = 2 + features.length;
        Matrix dTarget = target.backward(parameters, gradients, take(dx, unit, TARGET_UNITS));
        unit += TARGET_UNITS;
        Matrix dSummary = summary.backward(parameters, gradients, take(dx, unit++, 1));
        Matrix dRecent = recent.backward(parameters, gradients, take(dx, unit++, 1));
        Matrix dClicked = clicked.backward(parameters, gradients, take(dx, unit++, 1));
        Matrix dConverted = converted.backward(parameters, gradients, take(dx, unit, 1));
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

    private void lookUpBackward(Gradients gradients, Request request, Matrix dx, int b) {
        int at = dx.row(b);
        Vectors.add(dx.values(), at, gradients.row(users, user), 0, unitWidth);
        at += unitWidth;
        Vectors.add(dx.values(), at, gradients.row(items, request.item()), 0, unitWidth);
        for (int field = 0; field < features.length; field++) {
            at += unitWidth;
            Vectors.add(dx.values(), at, gradients.row(features[field], request.features()[field]), 0, unitWidth);
        }
    }

    private Matrix take(Matrix dx, int unit, int count) {
        return dx.columns(unit * unitWidth, (unit + count) * unitWidth);
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
