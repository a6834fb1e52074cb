package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * Matrix products that add to their result. Each element of the result is one chain of fused multiply-adds in the order
 * of the inner dimension, so that it is the same whatever the shapes around it.
 *
 * <p>The compiler vectorises a loop over several arrays only where all of them are read and written at the same index. The
 * rows of the right factor are therefore copied into arrays of their own, and so are two rows of the result at a time,
 * which four rows of the right factor then pass. Shapes are filled up to such twos and fours: a second loop for what is
 * left over keeps the first from being vectorised.
 */
public final class MatrixProduct {
    private static final int STEP = 4;

    /** Rows of the right factor, zeros behind the last. */
    private float[][] right = {};

    /** Two rows of the result. */
    private float[] upper = {};

    private float[] lower = {};

    /** Elements of the left factor: four for the upper row, four for the lower. */
    private final float[] factors = new float[2 * STEP];

    /** C += A·B with A: m × k, B: k × n, C: m × n. */
    public void add(Matrix a, Matrix b, Matrix c) {
        reserve(b.rows(), b.columns());
        copyRows(b);
        multiply(a, a.stride(), 1, b.rows(), c);
    }

    /** C += Aᵀ·B with A: k × m, B: k × n, C: m × n. */
    public void addTransposedLeft(Matrix a, Matrix b, Matrix c) {
        reserve(b.rows(), b.columns());
        copyRows(b);
        multiply(a, 1, a.stride(), b.rows(), c);
    }

    /** C += A·Bᵀ with A: m × k, B: n × k, C: m × n. */
    public void addTransposedRight(Matrix a, Matrix b, Matrix c) {
        reserve(b.columns(), b.rows());
        copyColumns(b);
        multiply(a, a.stride(), 1, b.columns(), c);
    }

    private void reserve(int inner, int columns) {
        if (upper.length < columns) {
            upper = new float[columns];
            lower = new float[columns];
            right = new float[0][];
        }
        int filled = (inner + STEP - 1) / STEP * STEP;
        int present = right.length;
        if (present < filled) {
            right = Arrays.copyOf(right, filled);
            for (int k = present; k < filled; k++) {
                right[k] = new float[upper.length];
            }
        }
        for (int k = inner; k < filled; k++) {
            Arrays.fill(right[k], 0);
        }
    }

    private void copyRows(Matrix b) {
        for (int k = 0; k < b.rows(); k++) {
            System.arraycopy(b.values(), b.row(k), right[k], 0, b.columns());
        }
    }

    private void copyColumns(Matrix b) {
        for (int r = 0; r < b.rows(); r++) {
            int from = b.row(r);
            for (int k = 0; k < b.columns(); k++) {
                right[k][r] = b.values()[from + k];
            }
        }
    }

    /** An odd last row of the result goes with itself. */
    private void multiply(Matrix a, int rowStep, int innerStep, int inner, Matrix c) {
        int columns = c.columns();
        for (int i = 0; i < c.rows(); i += 2) {
            int next = Math.min(i + 1, c.rows() - 1);
            System.arraycopy(c.values(), c.row(i), upper, 0, columns);
            System.arraycopy(c.values(), c.row(next), lower, 0, columns);
            for (int k = 0; k < inner; k += STEP) {
                int count = Math.min(STEP, inner - k);
                gather(a.values(), a.offset() + i * rowStep + k * innerStep, innerStep, count, 0);
                gather(a.values(), a.offset() + next * rowStep + k * innerStep, innerStep, count, STEP);
                addFour(upper, lower, right, k, factors, columns);
            }
            System.arraycopy(upper, 0, c.values(), c.row(i), columns);
            System.arraycopy(lower, 0, c.values(), c.row(next), columns);
        }
    }

    private void gather(float[] a, int from, int step, int count, int to) {
        for (int i = 0; i < STEP; i++) {
            factors[to + i] = i < count ? a[from + i * step] : 0;
        }
    }

    private static void addFour(float[] upper, float[] lower, float[][] right, int k, float[] factors, int columns) {
        float a0 = factors[0];
        float a1 = factors[1];
        float a2 = factors[2];
        float a3 = factors[3];
        float b0 = factors[4];
        float b1 = factors[5];
        float b2 = factors[6];
        float b3 = factors[7];
        float[] r0 = right[k];
        float[] r1 = right[k + 1];
        float[] r2 = right[k + 2];
        float[] r3 = right[k + 3];
        for (int j = 0; j < columns; j++) {
            float x0 = r0[j];
            float x1 = r1[j];
            float x2 = r2[j];
            float x3 = r3[j];
            upper[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, upper[j]))));
            lower[j] = Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, lower[j]))));
        }
    }
}
