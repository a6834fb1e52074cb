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
 * those of the dense features, then six from HSTU, so that the interaction model sees what the sequence model made of the same request.
 */
public final class UnitEmbedding {
    private final int unitWidth;
    private final RowUnits rowUnits;
    private final DenseUnits denseUnits;
    private final SequenceUnits sequenceUnits;
    private final Scratch units = new Scratch();
    private final Matrix view = new Matrix();

    private long user;
    private List<Request> requests;

    /**
     * Declares the tables {@code wukong.user, wukong.item, wukong.feature.*} and the tensors {@code wukong.shared.*,
     * wukong.dense.*, wukong.unit.*}.
     *
     * @param itemTable HSTU's table of items
     */
    public UnitEmbedding(Layout layout, ModelConfig config, int itemTable) {
        this.unitWidth = config.wukong().unitWidth();
        this.rowUnits = new RowUnits(layout, config);
        this.denseUnits = config.denseFeatures().isEmpty() ? null : new DenseUnits(layout, config);
        this.sequenceUnits = new SequenceUnits(layout, config, itemTable);
    }

    /** The table whose rows are users. */
    public int userTable() {
        return rowUnits.userTable();
    }

    /** u. */
    public int count() {
        return ownUnits() + SequenceUnits.COUNT;
    }

    /** Those that are not from HSTU. */
    private int ownUnits() {
        return rowUnits.count() + (denseUnits == null ? 0 : denseUnits.count());
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
        if (denseUnits != null) {
            denseUnits.forward(parameters, asked, fromNumbers(x));
        }
        sequenceUnits.forward(parameters, tokens, y, asked, fromSequence(x));
        return x;
    }

    /**
     * Adds the gradients of Wukong's rows and of the other units' tensors to {@code gradients} and, unless the gradient
     * stops here, those of the item rows too and of HSTU's outputs to {@code dy}.
     *
     * @param dx d(loss)/d(units), B × u·d
     * @param dy d(loss)/dy, L × D
     */
    public void backward(Parameters parameters, Gradients gradients, Matrix dx, Matrix dy) {
        rowUnits.backward(parameters, gradients, user, requests, dx);
        if (denseUnits != null) {
            denseUnits.backward(parameters, gradients, fromNumbers(dx));
        }
        sequenceUnits.backward(parameters, gradients, fromSequence(dx), dy);
    }

    private Matrix fromNumbers(Matrix x) {
        return view.asColumns(x, rowUnits.count() * unitWidth, ownUnits() * unitWidth);
    }

    private Matrix fromSequence(Matrix x) {
        return x.columns(ownUnits() * unitWidth, x.columns());
    }
}
