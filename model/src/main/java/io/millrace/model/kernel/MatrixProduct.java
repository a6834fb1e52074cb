package io.millrace.model.kernel;

import java.util.Arrays;

/**
 * Matrix products that add to their result. Each element of the result is one chain of fused multiply-adds in the order
 * of the inner dimension, so that it is bitwise the same whatever the shapes around it.
 *
 * <p>The compiler vectorises a loop over several arrays only where they are all read and written at the same index. The
 * rows of the right factor are therefore copied into arrays of their own, and so are two rows of the result at a time,
 * which four rows of the right factor then pass.
 */
public final class MatrixProduct {
    private float[][] right = {};
    private float[] upper = {};
    private float[] lower = {};

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
            right = new float[right.length][columns];
        }
        if (right.length < inner) {
            int present = right.length;
            right = Arrays.copyOf(right, inner);
            for (int k = present; k < inner; k++) {
                right[k] = new float[upper.length];
            }
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
            int first = a.offset() + i * rowStep;
            int second = a.offset() + next * rowStep;
            int k = 0;
            for (; k + 4 <= inner; k += 4) {
                int skip = k * innerStep;
                addFour(k, a.values(), first + skip, second + skip, innerStep, columns);
            }
            for (; k < inner; k++) {
                int skip = k * innerStep;
                addOne(right[k], a.values()[first + skip], a.values()[second + skip], columns);
            }
            System.arraycopy(upper, 0, c.values(), c.row(i), columns);
            System.arraycopy(lower, 0, c.values(), c.row(next), columns);
        }
    }

    private void addFour(int k, float[] a, int first, int second, int step, int columns) {
        float a0 = a[first];
        float a1 = a[first + step];
        float a2 = a[first + 2 * step];
        float a3 = a[first + 3 * step];
        float b0 = a[second];
        float b1 = a[second + step];
        float b2 = a[second + 2 * step];
        float b3 = a[second + 3 * step];
        float[] r0 = right[k];
        float[] r1 = right[k + 1];
        float[] r2 = right[k + 2];
        float[] r3 = right[k + 3];
        float[] c0 = upper;
        float[] c1 = lower;
        for (int j = 0; j < columns; j++) {
            float x0 = r0[j];
            float x1 = r1[j];
            float x2 = r2[j];
            float x3 = r3[j];
            c0[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, c0[j]))));
            c1[j] = Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, c1[j]))));
        }
    }

    private void addOne(float[] row, float a, float b, int columns) {
        float[] c0 = upper;
        float[] c1 = lower;
        for (int j = 0; j < columns; j++) {
            c0[j] = Math.fma(a, row[j], c0[j]);
            c1[j] = Math.fma(b, row[j], c1[j]);
        }
    }
}
