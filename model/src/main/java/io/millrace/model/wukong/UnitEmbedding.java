package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;
import java.util.List;

/**
 * The units that Wukong starts from, each of width d: rows of its own for the user, the item and every feature field, then
 * six from HSTU, so that the interaction model sees what the sequence model made of the same request.
 */
public final class UnitEmbedding {
    private final int unitWidth;
    private final RowUnits rowUnits;
    private final SequenceUnits sequenceUnits;
    private final Scratch units = new Scratch();

    private long user;
    private List<Request> requests;

    /**
     * Declares the tables {@code wukong.user, wukong.item, wukong.feature.*} and the tensors {@code wukong.unit.*}.
     *
     * @param itemTable HSTU's table of items
     */
    public UnitEmbedding(Layout layout, ModelConfig config, int itemTable) {
        this.unitWidth = config.wukong().unitWidth();
        this.rowUnits = new RowUnits(layout, config);
        this.sequenceUnits = new SequenceUnits(layout, config, itemTable);
    }

    /** u. */
    public int count() {
        return rowUnits.count() + SequenceUnits.COUNT;
    }

    /** Visits every row that one request of the user reads in tables of Wukong's own. */
    public void rowsOf(long userRow, long item, long[] features, RowVisitor visitor) {
        rowUnits.rowsOf(userRow, item, features, visitor);
    }

    /**
     * @param y HSTU's output for the tokens and whatever stands behind them, L × D
     * @param asked B requests
     * @return B × u·d, valid until the next call
     */
    public Matrix forward(Parameters parameters, long userRow, TokenSequence tokens, Matrix y, List<Request> asked) {
        user = userRow;
        requests = asked;
        Matrix x = units.matrix(asked.size(), count() * unitWidth);
        rowUnits.forward(parameters, user, asked, x);
        sequenceUnits.forward(parameters, tokens, y, asked, fromSequence(x));
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
        rowUnits.backward(parameters, gradients, user, requests, dx);
        sequenceUnits.backward(parameters, gradients, fromSequence(dx), dy);
    }

    private Matrix fromSequence(Matrix x) {
        return x.columns(rowUnits.count() * unitWidth, x.columns());
    }
}
