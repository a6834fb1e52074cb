package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/**
 * A dense tensor as a factor of products, M: rows × columns. As the right factor it is packed when it is first used after
 * it changed, either way round, so that many sequences share the packing.
 */
public final class DenseMatrix {
    private final int table;
    private final int rows;
    private final int columns;
    private final Product product = Kernels.BEST.newProduct();
    private final Matrix view = new Matrix();
    private final Packing straight = new Packing();
    private final Packing transposed = new Packing();
    private final Panels right = new Panels();

    private static final class Packing {
        private final Panels panels = new Panels();
        private Parameters parameters;
        private long change = -1;

        private boolean isStale(Parameters now) {
            boolean stale = now != parameters || now.changes() != change;
            parameters = now;
            change = now.changes();
            return stale;
        }
    }

    /** Declares the tensor. */
    public DenseMatrix(Layout layout, String name, int rows, int columns, Distribution distribution) {
        this.table = layout.matrix(name, rows, columns, distribution);
        this.rows = rows;
        this.columns = columns;
    }

    /** {@code y += x M} for x: L × rows. */
    public void multiply(Parameters parameters, Matrix x, Matrix y) {
        product.add(x, false, packed(parameters), y, Shape.FULL, 0);
    }

    /** {@code y += x Mᵀ} for x: L × columns. */
    public void multiplyTransposed(Parameters parameters, Matrix x, Matrix y) {
        if (transposed.isStale(parameters)) {
            transposed.panels.packTransposed(of(parameters.dense(table)));
        }
        product.add(x, false, transposed.panels, y, Shape.FULL, 0);
    }

    /** Adds {@code aᵀ b} to the gradient of M, for a: L × rows and b: L × columns. */
    public void addGradient(Gradients gradients, Matrix a, Matrix b) {
        product.add(a, true, right.pack(b), of(gradients.dense(table)), Shape.FULL, 0);
    }

    /** M as it is; valid until the next call. */
    public Matrix weights(Parameters parameters) {
        return of(parameters.dense(table));
    }

    /** M, packed. */
    public Panels packed(Parameters parameters) {
        if (straight.isStale(parameters)) {
            straight.panels.pack(of(parameters.dense(table)));
        }
        return straight.panels;
    }

    /** The gradient of M; valid until the next call. */
    public Matrix gradient(Gradients gradients) {
        return of(gradients.dense(table));
    }

    private Matrix of(float[] tensor) {
        return view.as(tensor, 0, rows, columns, columns);
    }
}
