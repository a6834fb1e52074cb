package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.MatrixProduct;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.AffineLayerNorm;
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
 * <p>Y: u × k, not attentive. R is X where u = nF + nL and {@code W_R X} otherwise. Both norms affine, ε = 1e-5.
 */
public final class WukongLayer {
    private static final int NO_RESIDUAL = -1;

    private final int units;
    private final int unitWidth;
    private final int rank;
    private final int fmbUnits;
    private final int lcbUnits;
    private final int outputUnits;

    private final int y;
    private final AffineLayerNorm interactionNorm;
    private final Mlp mlp;
    private final int compression;
    private final int residual;
    private final AffineLayerNorm outputNorm;

    private final MatrixProduct product = new MatrixProduct();
    private final Scratch projections = new Scratch();
    private final Scratch interactions = new Scratch();
    private final Scratch sums = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private final Scratch projectionGradients = new Scratch();
    private Matrix input;
    private Matrix projected;

    /** Declares the layer's tensors: Y, fmln.g, fmln.b, W1, b1, ..., WL, WR if needed, ln.g, ln.b. */
    public WukongLayer(Layout layout, String name, int units, ModelConfig.Wukong sizes) {
        this.units = units;
        this.unitWidth = sizes.unitWidth();
        this.rank = sizes.rank();
        this.fmbUnits = sizes.fmbUnits();
        this.lcbUnits = sizes.lcbUnits();
        this.outputUnits = fmbUnits + lcbUnits;
        this.y = layout.dense(name + ".Y", units * rank, Distribution.xavier(units, rank));
        this.interactionNorm = new AffineLayerNorm(layout, name + ".fmln", units * rank);
        this.mlp = new Mlp(layout, name, units * rank, sizes.fmbHidden(), fmbUnits * unitWidth);
        this.compression = layout.dense(name + ".WL", lcbUnits * units, Distribution.xavier(units, lcbUnits));
        this.residual = units == outputUnits
                ? NO_RESIDUAL
                : layout.dense(name + ".WR", outputUnits * units, Distribution.xavier(units, outputUnits));
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
        Matrix fmb = mlp.forward(parameters, interactionNorm.forward(parameters, interact(parameters, x)));
        Matrix sum = sums.zeros(requests, outputUnits * unitWidth);
        sum.columns(0, fmbUnits * unitWidth).set(fmb);
        for (int b = 0; b < requests; b++) {
            Matrix in = unitsOf(x, b, units);
            Matrix out = unitsOf(sum, b, outputUnits);
            product.add(compression(parameters.dense(compression)), in, out.rows(fmbUnits, outputUnits));
            if (residual == NO_RESIDUAL) {
                out.add(in);
            } else {
                product.add(residual(parameters.dense(residual)), in, out);
            }
        }
        return flat(outputNorm.forward(parameters, stacked(sum)), requests);
    }

    /** F, flattened to B × u·k: what the factorisation block sees before its norm. */
    Matrix interact(Parameters parameters, Matrix x) {
        projected = projections.zeros(x.rows(), unitWidth * rank);
        Matrix f = interactions.zeros(x.rows(), units * rank);
        for (int b = 0; b < x.rows(); b++) {
            Matrix in = unitsOf(x, b, units);
            Matrix projection = projectionOf(projected, b);
            product.addTransposedLeft(in, y(parameters.dense(y)), projection);
            product.add(in, projection, interactionOf(f, b));
        }
        return f;
    }

    /**
     * @param dOutput d(loss)/dX′, B × (nF + nL)·d
     * @return d(loss)/dX, B × u·d, valid until the next call
     */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dOutput) {
        int requests = dOutput.rows();
        Matrix dSum = flat(outputNorm.backward(parameters, gradients, stacked(dOutput)), requests);
        Matrix dx = inputGradients.zeros(requests, units * unitWidth);
        for (int b = 0; b < requests; b++) {
            compressionBackward(parameters, gradients, unitsOf(dSum, b, outputUnits), b, unitsOf(dx, b, units));
        }
        Matrix dNormalised = mlp.backward(parameters, gradients, dSum.columns(0, fmbUnits * unitWidth));
        Matrix df = interactionNorm.backward(parameters, gradients, dNormalised);
        Matrix dProjected = projectionGradients.zeros(requests, unitWidth * rank);
        for (int b = 0; b < requests; b++) {
            Matrix dProjection = projectionOf(dProjected, b);
            interactionBackward(parameters, gradients, interactionOf(df, b), dProjection, b, unitsOf(dx, b, units));
        }
        return dx;
    }

    private void compressionBackward(Parameters parameters, Gradients gradients, Matrix d, int request, Matrix dx) {
        Matrix in = unitsOf(input, request, units);
        Matrix dCompressed = d.rows(fmbUnits, outputUnits);
        product.addTransposedRight(dCompressed, in, compression(gradients.dense(compression)));
        product.addTransposedLeft(compression(parameters.dense(compression)), dCompressed, dx);
        if (residual == NO_RESIDUAL) {
            dx.add(d);
        } else {
            product.addTransposedRight(d, in, residual(gradients.dense(residual)));
            product.addTransposedLeft(residual(parameters.dense(residual)), d, dx);
        }
    }

    /** F = X P with P = Xᵀ Y: dP = Xᵀ dF, dY = X dP, dX = dF Pᵀ + Y dPᵀ. */
    private void interactionBackward(
            Parameters parameters, Gradients gradients, Matrix df, Matrix dProjection, int request, Matrix dx) {
        Matrix in = unitsOf(input, request, units);
        product.addTransposedLeft(in, df, dProjection);
        product.add(in, dProjection, y(gradients.dense(y)));
        product.addTransposedRight(df, projectionOf(projected, request), dx);
        product.addTransposedRight(y(parameters.dense(y)), dProjection, dx);
    }

    private Matrix y(float[] tensor) {
        return Matrix.of(tensor, units, rank);
    }

    private Matrix compression(float[] tensor) {
        return Matrix.of(tensor, lcbUnits, units);
    }

    private Matrix residual(float[] tensor) {
        return Matrix.of(tensor, outputUnits, units);
    }

    private Matrix unitsOf(Matrix all, int request, int count) {
        return all.rows(request, request + 1).reshaped(count, unitWidth);
    }

    private Matrix projectionOf(Matrix all, int request) {
        return all.rows(request, request + 1).reshaped(unitWidth, rank);
    }

    private Matrix interactionOf(Matrix all, int request) {
        return all.rows(request, request + 1).reshaped(units, rank);
    }

    /** Every unit of every request as a row of its own. */
    private Matrix stacked(Matrix all) {
        return all.reshaped(all.rows() * outputUnits, unitWidth);
    }

    private Matrix flat(Matrix stacked, int requests) {
        return stacked.reshaped(requests, outputUnits * unitWidth);
    }
}
