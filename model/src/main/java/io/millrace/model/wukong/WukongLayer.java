package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.AffineLayerNorm;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/**
 * One layer of Wukong (arXiv 2403.02545, section 3), from X: u × d to X′: (nF + nL) × d for each of B requests:
 *
 * <pre>
 * F = X (Xᵀ Y), FMB = MLP(LN(flatten F)), LCB = W_L X, X′ = LN([FMB; LCB] + R)
 * </pre>
 *
 * <p>Y: u × k, a tensor or made from X. R is X where u = nF + nL and {@code W_R X} otherwise. Both norms affine, ε = 1e-5.
 */
public final class WukongLayer {
    private final int units;
    private final int unitWidth;
    private final int rank;
    private final int fmbUnits;
    private final int lcbUnits;
    private final int outputUnits;

    private final Projection y;
    private final AffineLayerNorm interactionNorm;
    private final Mlp mlp;
    private final DenseMatrix compression;
    private final DenseMatrix residual;
    private final AffineLayerNorm outputNorm;

    private final Product product = Kernels.BEST.newProduct();
    private final Panels panels = new Panels();
    private final Scratch projections = new Scratch();
    private final Scratch interactions = new Scratch();
    private final Scratch sums = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private final Matrix in = new Matrix();
    private final Matrix out = new Matrix();
    private final Matrix compressed = new Matrix();
    private final Matrix projection = new Matrix();
    private final Matrix projectionGradient = new Matrix();
    private final Matrix interaction = new Matrix();
    private final Matrix inputGradient = new Matrix();
    private final Matrix stacked = new Matrix();
    private final Matrix output = new Matrix();
    private final Matrix sumGradient = new Matrix();
    private final Matrix fmb = new Matrix();
    private Matrix input;
    private Matrix projected;

    /** Declares the layer's tensors: Y and, if it attends, those that make it; fmln.g, fmln.b, W1, b1, ..., WL, WR if needed, ln.g, ln.b. */
    public WukongLayer(Layout layout, String name, int units, int unitWidth, WukongSizes.Layer sizes) {
        this.units = units;
        this.unitWidth = unitWidth;
        this.rank = sizes.rank();
        this.fmbUnits = sizes.fmbUnits();
        this.lcbUnits = sizes.lcbUnits();
        this.outputUnits = fmbUnits + lcbUnits;
        this.y = sizes.attentionHidden().isEmpty()
                ? new LearntProjection(layout, name, units, rank)
                : new AttentiveProjection(layout, name, units, unitWidth, rank, sizes.attentionHidden());
        this.interactionNorm = new AffineLayerNorm(layout, name + ".fmln", units * rank);
        this.mlp = new Mlp(layout, name, units * rank, sizes.fmbHidden(), fmbUnits * unitWidth);
        Distribution compressing = Distribution.xavier(units, lcbUnits);
        this.compression = new DenseMatrix(layout, name + ".WL", lcbUnits, units, compressing);
        Distribution projecting = Distribution.xavier(units, outputUnits);
        this.residual =
                units == outputUnits ? null : new DenseMatrix(layout, name + ".WR", outputUnits, units, projecting);
        this.outputNorm = new AffineLayerNorm(layout, name + ".ln", unitWidth);
    }

    /** nF + nL. */
    public int outputUnits() {
        return outputUnits;
    }

    /**
     * @param x B × u·d; kept for the backward pass, not copied
     * @return X′, B × (nF + nL)·d, valid until the next call
     */
    public Matrix forward(Parameters parameters, Matrix x) {
        input = x;
        int requests = x.rows();
        Matrix f = interactionNorm.forward(parameters, interact(parameters, x));
        Matrix sum = sums.zeros(requests, outputUnits * unitWidth);
        fmb.asColumns(sum, 0, fmbUnits * unitWidth).set(mlp.forward(parameters, f));
        for (int b = 0; b < requests; b++) {
            compress(parameters, unitsOf(in, x, b, units), unitsOf(out, sum, b, outputUnits));
        }
        return flat(output, outputNorm.forward(parameters, stacked(sum)), requests);
    }

    private void compress(Parameters parameters, Matrix from, Matrix to) {
        panels.pack(from);
        compressed.asRows(to, fmbUnits, outputUnits);
        product.add(compression.weights(parameters), false, panels, compressed, Shape.FULL, 0);
        if (residual == null) {
            to.add(from);
        } else {
            product.add(residual.weights(parameters), false, panels, to, Shape.FULL, 0);
        }
    }

    /** F, flattened to B × u·k: what the factorisation block sees before its norm. */
    Matrix interact(Parameters parameters, Matrix x) {
        y.forward(parameters, x);
        projected = projections.zeros(x.rows(), unitWidth * rank);
        Matrix f = interactions.zeros(x.rows(), units * rank);
        for (int b = 0; b < x.rows(); b++) {
            unitsOf(in, x, b, units);
            projectionOf(projection, projected, b);
            product.add(in, true, y.packed(parameters, b), projection, Shape.FULL, 0);
            product.add(in, false, panels.pack(projection), interactionOf(f, b), Shape.FULL, 0);
        }
        return f;
    }

    /**
     * @param dOutput d(loss)/dX′, B × (nF + nL)·d
     * @return d(loss)/dX, B × u·d, valid until the next call
     */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dOutput) {
        int requests = dOutput.rows();
        Matrix dSum = flat(sumGradient, outputNorm.backward(parameters, gradients, stacked(dOutput)), requests);
        Matrix dx = inputGradients.zeros(requests, units * unitWidth);
        for (int b = 0; b < requests; b++) {
            unitsOf(in, input, b, units);
            unitsOf(inputGradient, dx, b, units);
            compressionBackward(parameters, gradients, unitsOf(out, dSum, b, outputUnits));
        }
        Matrix dNormalised = mlp.backward(parameters, gradients, fmb.asColumns(dSum, 0, fmbUnits * unitWidth));
        Matrix df = interactionNorm.backward(parameters, gradients, dNormalised);
        Matrix dProjected = projectionGradients.zeros(requests, unitWidth * rank);
        for (int b = 0; b < requests; b++) {
            unitsOf(in, input, b, units);
            unitsOf(inputGradient, dx, b, units);
            projectionOf(projection, projected, b);
            projectionOf(projectionGradient, dProjected, b);
            interactionBackward(parameters, gradients, interactionOf(df, b), b);
        }
        y.backward(parameters, gradients, input, dx);
        return dx;
    }

    private void compressionBackward(Parameters parameters, Gradients gradients, Matrix d) {
        compressed.asRows(d, fmbUnits, outputUnits);
        panels.packTransposed(in);
        product.add(compressed, false, panels, compression.gradient(gradients), Shape.FULL, 0);
        if (residual == null) {
            inputGradient.add(d);
        } else {
            product.add(d, false, panels, residual.gradient(gradients), Shape.FULL, 0);
            product.add(residual.weights(parameters), true, panels.pack(d), inputGradient, Shape.FULL, 0);
        }
        product.add(compression.weights(parameters), true, panels.pack(compressed), inputGradient, Shape.FULL, 0);
    }

    /** F = X P with P = Xᵀ Y: dP = Xᵀ dF, dY = X dP, dX = dF Pᵀ + Y dPᵀ. */
    private void interactionBackward(Parameters parameters, Gradients gradients, Matrix df, int request) {
        product.add(in, true, panels.pack(df), projectionGradient, Shape.FULL, 0);
        product.add(in, false, panels.pack(projectionGradient), y.gradient(gradients, request), Shape.FULL, 0);
        product.add(df, false, panels.packTransposed(projection), inputGradient, Shape.FULL, 0);
        panels.packTransposed(projectionGradient);
        product.add(y.weights(parameters, request), false, panels, inputGradient, Shape.FULL, 0);
    }

    private Matrix unitsOf(Matrix view, Matrix all, int request, int count) {
        return view.as(all.values(), all.row(request), count, unitWidth, unitWidth);
    }

    private Matrix projectionOf(Matrix view, Matrix all, int request) {
        return view.as(all.values(), all.row(request), unitWidth, rank, rank);
    }

    private Matrix interactionOf(Matrix all, int request) {
        return interaction.as(all.values(), all.row(request), units, rank, rank);
    }

    /** Every unit of every request as a row of its own. */
    private Matrix stacked(Matrix all) {
        return stacked.asShape(all, all.rows() * outputUnits, unitWidth);
    }

    private Matrix flat(Matrix view, Matrix units, int requests) {
        return view.asShape(units, requests, outputUnits * unitWidth);
    }
}
