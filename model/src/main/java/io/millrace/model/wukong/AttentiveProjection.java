package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import java.util.List;

/**
 * A Y that attends to the input (arXiv 2403.02545, section 3.3: "processing linearly compressed input through an MLP"): of
 * each request, {@code Y_b = Y + reshape(MLP(flatten(C X_b)))}, with C: k × u.
 */
final class AttentiveProjection implements Projection {
    private final int units;
    private final int unitWidth;
    private final int rank;
    private final int base;
    private final DenseMatrix compression;
    private final Mlp mlp;

    private final Product product = Kernels.BEST.newProduct();
    private final Panels panels = new Panels();
    private final Scratch compressed = new Scratch();
    private final Scratch projections = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private final Matrix in = new Matrix();
    private final Matrix out = new Matrix();
    private final Matrix view = new Matrix();
    private final Matrix gradientView = new Matrix();
    private Matrix all;
    private Matrix gradient;

    /** Declares the tensors {@code <name>.Y}, {@code <name>.C} and, of the MLP, {@code <name>.attention.*}. */
    AttentiveProjection(Layout layout, String name, int units, int unitWidth, int rank, List<Integer> hidden) {
        this.units = units;
        this.unitWidth = unitWidth;
        this.rank = rank;
        this.base = layout.matrix(name + ".Y", units, rank, Distribution.xavier(units, rank));
        this.compression = new DenseMatrix(layout, name + ".C", rank, units, Distribution.xavier(units, rank));
        this.mlp = new Mlp(layout, name + ".attention", rank * unitWidth, hidden, units * rank);
    }

    @Override
    public void forward(Parameters parameters, Matrix x) {
        Matrix z = compressed.zeros(x.rows(), rank * unitWidth);
        for (int b = 0; b < x.rows(); b++) {
            panels.pack(in.as(x.values(), x.row(b), units, unitWidth, unitWidth));
            out.as(z.values(), z.row(b), rank, unitWidth, unitWidth);
            product.add(compression.weights(parameters), false, panels, out, Shape.FULL, 0);
        }
        all = projections.matrix(x.rows(), units * rank);
        all.set(mlp.forward(parameters, z));
        all.addToEachRow(parameters.dense(base));
        gradient = projectionGradients.zeros(x.rows(), units * rank);
    }

    @Override
    public Panels packed(Parameters parameters, int request) {
        return panels.pack(weights(parameters, request));
    }

    @Override
    public Matrix weights(Parameters parameters, int request) {
        return view.as(all.values(), all.row(request), units, rank, rank);
    }

    @Override
    public Matrix gradient(Gradients gradients, int request) {
        return gradientView.as(gradient.values(), gradient.row(request), units, rank, rank);
    }

    @Override
    public void backward(Parameters parameters, Gradients gradients, Matrix x, Matrix dx) {
        gradient.addRowsTo(gradients.dense(base));
        Matrix dz = mlp.backward(parameters, gradients, gradient);
        for (int b = 0; b < x.rows(); b++) {
            out.as(dz.values(), dz.row(b), rank, unitWidth, unitWidth);
            panels.packTransposed(in.as(x.values(), x.row(b), units, unitWidth, unitWidth));
            product.add(out, false, panels, compression.gradient(gradients), Shape.FULL, 0);
            in.as(dx.values(), dx.row(b), units, unitWidth, unitWidth);
            product.add(compression.weights(parameters), true, panels.pack(out), in, Shape.FULL, 0);
        }
    }
}
