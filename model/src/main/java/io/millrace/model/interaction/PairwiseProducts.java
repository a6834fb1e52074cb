package io.millrace.model.interaction;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;

/**
 * The second-order part of a factorisation machine (Rendle, ICDM 2010, lemma 3.1) over units x₁, …, x_u that are present:
 * {@code Σ_{i<j} ⟨x_i, x_j⟩ = ½(‖Σ x_i‖² − Σ ‖x_i‖²)}, in O(u·d).
 */
final class PairwiseProducts {
    private static final Kernels KERNELS = Kernels.BEST;

    private final int units;
    private final int unitWidth;
    private final Scratch sums = new Scratch();
    private final Scratch results = new Scratch();
    private Matrix input;
    private Matrix sum;

    PairwiseProducts(int units, int unitWidth) {
        this.units = units;
        this.unitWidth = unitWidth;
    }

    /**
     * @param x B × u·d; kept for the backward pass, not copied
     * @return B × 1, valid until the next call
     */
    Matrix forward(Matrix x) {
        input = x;
        sum = sums.zeros(x.rows(), unitWidth);
        Matrix y = results.matrix(x.rows(), 1);
        for (int b = 0; b < x.rows(); b++) {
            int row = sum.row(b);
            for (int unit = 0; unit < units; unit++) {
                KERNELS.add(x.values(), x.row(b) + unit * unitWidth, sum.values(), row, unitWidth);
            }
            float squares = KERNELS.dot(x.values(), x.row(b), x.values(), x.row(b), units * unitWidth);
            float ofSum = KERNELS.dot(sum.values(), row, sum.values(), row, unitWidth);
            y.values()[y.row(b)] = 0.5f * (ofSum - squares);
        }
        return y;
    }

    /** Adds {@code d(loss)/dx_i = dy·(Σ x_j − x_i)} to {@code dx}, B × u·d; {@code dy}: B × 1. */
    void backward(Matrix dy, Matrix dx) {
        for (int b = 0; b < dx.rows(); b++) {
            float factor = dy.get(b, 0);
            for (int unit = 0; unit < units; unit++) {
                int at = dx.row(b) + unit * unitWidth;
                KERNELS.addScaled(factor, sum.values(), sum.row(b), dx.values(), at, unitWidth);
            }
            KERNELS.addScaled(-factor, input.values(), input.row(b), dx.values(), dx.row(b), units * unitWidth);
        }
    }
}
