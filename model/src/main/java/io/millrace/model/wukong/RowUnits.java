package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;

/** The units that are rows of Wukong's own tables: the user's, the item's, one for every feature field. */
final class RowUnits {
    /** Not smaller: the first layer's norm would silence rows that are drawn around 1e-4 (MATH §4). */
    private static final Distribution ROWS = new Distribution.Normal(0.1f);

    private final int unitWidth;
    private final int users;
    private final int items;
    private final int[] features;

    /** Declares the tables {@code wukong.user, wukong.item, wukong.feature.*}. */
    RowUnits(Layout layout, ModelConfig config) {
        this.unitWidth = config.wukong().unitWidth();
        this.users = layout.embedding("wukong.user", unitWidth, ROWS);
        this.items = layout.embedding("wukong.item", unitWidth, ROWS);
        this.features = config.features().stream()
                .mapToInt(name -> layout.embedding("wukong.feature." + name, unitWidth, ROWS))
                .toArray();
    }

    int count() {
        return 2 + features.length;
    }

    /** Visits the rows of one request, in the order of their units. */
    void rowsOf(long user, long item, long[] values, RowVisitor visitor) {
        visitor.visit(users, user);
        visitor.visit(items, item);
        for (int field = 0; field < features.length; field++) {
            visitor.visit(features[field], values[field]);
        }
    }

    /** Writes the units of a request to row {@code b} of {@code x}. */
    void forward(Parameters parameters, long user, Request request, Matrix x, int b) {
        int[] at = {x.row(b)};
        rowsOf(user, request.item(), request.features(), (table, row) -> {
            System.arraycopy(parameters.row(table, row), 0, x.values(), at[0], unitWidth);
            at[0] += unitWidth;
        });
    }

    /** Adds the gradients of a request's rows, given d(loss)/d(units) in row {@code b} of {@code dx}. */
    void backward(Gradients gradients, long user, Request request, Matrix dx, int b) {
        int[] at = {dx.row(b)};
        rowsOf(user, request.item(), request.features(), (table, row) -> {
            Vectors.add(dx.values(), at[0], gradients.row(table, row), 0, unitWidth);
            at[0] += unitWidth;
        });
    }
}
