package io.millrace.model.kernel;

/** The definition of a product, one element after another. */
final class ScalarProduct implements Product {
    @Override
    public void add(Matrix a, boolean transposed, Panels b, Matrix c, Shape shape, int shift) {
        int rowStep = transposed ? 1 : a.stride();
        int innerStep = transposed ? a.stride() : 1;
        for (int row = 0; row < c.rows(); row++) {
            int reach = shift + row + 1;
            int from = shape == Shape.LOWER_FACTOR && transposed ? row : 0;
            int to = shape == Shape.LOWER_FACTOR && !transposed ? Math.min(reach, b.inner()) : b.inner();
            int columns = shape == Shape.LOWER_RESULT ? reach : c.columns();
            int start = a.offset() + row * rowStep;
            for (int column = 0; column < columns; column++) {
                float sum = c.get(row, column);
                for (int depth = from / DEPTH * DEPTH; depth < to; depth += DEPTH) {
                    int first = Math.max(from, depth);
                    sum += chain(a.values(), start, innerStep, b, column, first, Math.min(to, depth + DEPTH));
                }
                c.values()[c.row(row) + column] = sum;
            }
        }
    }

    private static float chain(float[] a, int start, int step, Panels b, int column, int from, int to) {
        int panel = column / Panels.WIDTH * Panels.WIDTH * b.depth() + column % Panels.WIDTH;
        float sum = 0;
        for (int k = from; k < to; k++) {
            sum = Math.fma(a[start + k * step], b.values()[panel + k * Panels.WIDTH], sum);
        }
        return sum;
    }
}
