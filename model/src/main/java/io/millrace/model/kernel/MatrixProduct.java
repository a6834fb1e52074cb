package io.millrace.model.kernel;

/**
 * Matrix products that add to their result. Each element of the result is one chain of fused multiply-adds in the order
 * of the inner dimension, so that it is bitwise the same whatever the shapes around it.
 */
public final class MatrixProduct {
    private final Scratch transposed = new Scratch();

    /** C += A·B with A: m × k, B: k × n, C: m × n. */
    public void add(Matrix a, Matrix b, Matrix c) {
        accumulate(a, a.stride(), 1, b, c);
    }

    /** C += Aᵀ·B with A: k × m, B: k × n, C: m × n. */
    public void addTransposedLeft(Matrix a, Matrix b, Matrix c) {
        accumulate(a, 1, a.stride(), b, c);
    }

    /** C += A·Bᵀ with A: m × k, B: n × k, C: m × n. */
    public void addTransposedRight(Matrix a, Matrix b, Matrix c) {
        Matrix right = transposed.matrix(b.columns(), b.rows());
        right.setTransposed(b);
        accumulate(a, a.stride(), 1, right, c);
    }

    /** The inner loop runs along rows of B and C; eight rows of B at a time spare loads and stores of C. */
    private static void accumulate(Matrix a, int aRow, int aColumn, Matrix b, Matrix c) {
        int inner = b.rows();
        for (int i = 0; i < c.rows(); i++) {
            int from = a.offset() + i * aRow;
            int k = 0;
            for (; k + 8 <= inner; k += 8) {
                addEightRows(a.values(), from + k * aColumn, aColumn, b.rows(k, k + 8), c.values(), c.row(i));
            }
            for (; k < inner; k++) {
                addRow(a.values()[from + k * aColumn], b.values(), b.row(k), c.values(), c.row(i), c.columns());
            }
        }
    }

    private static void addEightRows(float[] a, int at, int step, Matrix rows, float[] c, int to) {
        float[] b = rows.values();
        int stride = rows.stride();
        float a0 = a[at];
        float a1 = a[at + step];
        float a2 = a[at + 2 * step];
        float a3 = a[at + 3 * step];
        float a4 = a[at + 4 * step];
        float a5 = a[at + 5 * step];
        float a6 = a[at + 6 * step];
        float a7 = a[at + 7 * step];
        int b0 = rows.offset();
        int b1 = b0 + stride;
        int b2 = b1 + stride;
        int b3 = b2 + stride;
        int b4 = b3 + stride;
        int b5 = b4 + stride;
        int b6 = b5 + stride;
        int b7 = b6 + stride;
        int columns = rows.columns();
        for (int j = 0; j < columns; j++) {
            float sum = Math.fma(a0, b[b0 + j], c[to + j]);
            sum = Math.fma(a1, b[b1 + j], sum);
            sum = Math.fma(a2, b[b2 + j], sum);
            sum = Math.fma(a3, b[b3 + j], sum);
            sum = Math.fma(a4, b[b4 + j], sum);
            sum = Math.fma(a5, b[b5 + j], sum);
            sum = Math.fma(a6, b[b6 + j], sum);
            c[to + j] = Math.fma(a7, b[b7 + j], sum);
        }
    }

    private static void addRow(float factor, float[] b, int from, float[] c, int to, int length) {
        for (int j = 0; j < length; j++) {
            c[to + j] = Math.fma(factor, b[from + j], c[to + j]);
        }
    }
}
