package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.layer.Linear;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;
import java.util.ArrayList;
import java.util.List;

/**
 * Units from rows of Wukong's own, one table a field: user, item, and the features. An important field's row is several
 * units wide; fields that share a unit have narrow rows, which lie behind one another and are projected to it.
 */
final class RowUnits {
    private static final Distribution ROWS = new Distribution.Normal(0.1f);

    /**
     * @param table its rows
     * @param width of a row
     * @param source index of its id among user, item and the features
     */
    private record Field(int table, int width, int source) {}

    private final int unitWidth;
    private final List<Field> own = new ArrayList<>();
    private final List<Field> sharing = new ArrayList<>();
    private final int userTable;
    private final Linear projection;
    private final Scratch gathered = new Scratch();
    private final Matrix view = new Matrix();
    private int ownWidth;
    private int sharedWidth;

    /** Declares the tables {@code wukong.user, wukong.item, wukong.feature.*} and the tensors {@code wukong.shared.*}. */
    RowUnits(Layout layout, ModelConfig config) {
        this.unitWidth = config.wukong().unitWidth();
        this.userTable = declare(layout, config.wukong().fields(), ModelConfig.USER, "wukong.user", 0);
        declare(layout, config.wukong().fields(), ModelConfig.ITEM, "wukong.item", 1);
        for (int i = 0; i < config.features().size(); i++) {
            String name = config.features().get(i);
            declare(layout, config.wukong().fields(), name, "wukong.feature." + name, 2 + i);
        }
        this.projection = sharing.isEmpty()
                ? null
                : new Linear(layout, "wukong.shared.W", "wukong.shared.b", sharedWidth, unitWidth);
    }

    private int declare(Layout layout, WukongSizes.Fields fields, String name, String table, int source) {
        if (fields.shared().contains(name)) {
            int id = layout.embedding(table, fields.sharedWidth(), ROWS);
            sharing.add(new Field(id, fields.sharedWidth(), source));
            sharedWidth += fields.sharedWidth();
            return id;
        } else {
            int width = fields.units().getOrDefault(name, 1) * unitWidth;
            int id = layout.embedding(table, width, ROWS);
            own.add(new Field(id, width, source));
            ownWidth += width;
            return id;
        }
    }

    /** The table whose rows are users. */
    int userTable() {
        return userTable;
    }

    int count() {
        return ownWidth / unitWidth + (sharing.isEmpty() ? 0 : 1);
    }

    /** Visits the rows of one request. */
    void rowsOf(long user, long item, long[] values, RowVisitor visitor) {
        for (Field field : own) {
            visitor.visit(field.table, id(field, user, item, values));
        }
        for (Field field : sharing) {
            visitor.visit(field.table, id(field, user, item, values));
        }
    }

    private static long id(Field field, long user, long item, long[] values) {
        return switch (field.source) {
            case 0 -> user;
            case 1 -> item;
            default -> values[field.source - 2];
        };
    }

    /** Writes the units of the requests to the first columns of {@code x}. */
    void forward(Parameters parameters, long user, List<Request> requests, Matrix x) {
        for (int b = 0; b < requests.size(); b++) {
            copy(parameters, own, user, requests.get(b), x, b);
        }
        if (projection != null) {
            Matrix narrow = gathered.matrix(requests.size(), sharedWidth);
            for (int b = 0; b < requests.size(); b++) {
                copy(parameters, sharing, user, requests.get(b), narrow, b);
            }
            view.asColumns(x, ownWidth, ownWidth + unitWidth).set(projection.forward(parameters, narrow));
        }
    }

    private static void copy(
            Parameters parameters, List<Field> fields, long user, Request request, Matrix target, int b) {
        int at = target.row(b);
        for (Field field : fields) {
            long id = id(field, user, request.item(), request.features());
            System.arraycopy(parameters.row(field.table, id), 0, target.values(), at, field.width);
            at += field.width;
        }
    }

    /** Adds the gradients of the requests' rows, given d(loss)/d(units) in the first columns of {@code dx}. */
    void backward(Parameters parameters, Gradients gradients, long user, List<Request> requests, Matrix dx) {
        for (int b = 0; b < requests.size(); b++) {
            add(gradients, own, user, requests.get(b), dx, b);
        }
        if (projection != null) {
            view.asColumns(dx, ownWidth, ownWidth + unitWidth);
            Matrix narrow = projection.backward(parameters, gradients, view);
            for (int b = 0; b < requests.size(); b++) {
                add(gradients, sharing, user, requests.get(b), narrow, b);
            }
        }
    }

    private static void add(Gradients gradients, List<Field> fields, long user, Request request, Matrix source, int b) {
        int at = source.row(b);
        for (Field field : fields) {
            long id = id(field, user, request.item(), request.features());
            Vectors.add(source.values(), at, gradients.row(field.table, id), 0, field.width);
            at += field.width;
        }
    }
}
