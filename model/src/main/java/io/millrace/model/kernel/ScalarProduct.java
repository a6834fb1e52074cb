package io.millrace.model.kernel;

/** The definition of a product, one element after another. */
final class ScalarProduct implements Product {
    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        int rowStep = transposed ? 1 : a.stride();
        int innerStep = transposed ? a.stride() : 1;
        for (int row = 0; row < c.rows(); row++) {
            int height = transposed ? TRANSPOSED_BLOCK : BLOCK;
            int block = row / height * height;
            int blockEnd = Math.min(block + height, c.rows());
            int from = shape == Shape.LOWER_FACTOR && transposed ? block : 0;
            int to = shape == Shape.LOWER_FACTOR && !transposed ? Math.min(shift + blockEnd, b.inner()) : b.inner();
            int columns = shape == Shape.LOWER_RESULT ? wholePanels(shift + blockEnd) : c.columns();
            int start = a.offset() + row * rowStep;
            for (int column = 0; column < columns; column++) {
                c.values()[c.row(row) + column] =
                        chain(a.values(), start, innerStep, b, column, from, to, c.get(row, column));
            }
        }
    }

    private static int wholePanels(int columns) {
        return (columns + Panels.WIDTH - 1) / Panels.WIDTH * Panels.WIDTH;
    }

    private static float chain(float[] a, int start, int step, Panels b, int column, int from, int to, float first) {
        int panel = column / Panels.WIDTH * Panels.WIDTH * b.depth() + column % Panels.WIDTH;
        float sum = first;
        for (int k = from; k < to; k++) {
            sum = Math.fma(a[start + k * step], b.values()[panel + k * Panels.WIDTH], sum);
        }
        return sum;
    }
}
