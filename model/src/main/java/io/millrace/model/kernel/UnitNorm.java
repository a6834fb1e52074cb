package io.millrace.model.kernel;

/** Scales rows to Euclidean length one: {@code x̂ = x / max(‖x‖, 1e-6)}. Keeps what its backward pass needs. */
public final class UnitNorm {
    private static final Kernels KERNELS = Kernels.BEST;
    private static final float SMALLEST = 1e-6f;

    private final Scratch output = new Scratch();
    private final Scratch lengths = new Scratch();
    private Matrix normalised;
    private Matrix length;

    /** The scaled rows, valid until the next call. */
    public Matrix forward(Matrix x) {
        return forward(x, x.columns());
    }

    /** The scaled rows, {@code stride} floats from one another and with zeros between them, valid until the next call. */
    public Matrix forward(Matrix x, int stride) {
        output.zeros(x.rows(), stride);
        normalised = output.matrix(x.rows(), x.columns(), stride);
        length = lengths.matrix(x.rows(), 1);
        for (int r = 0; r < x.rows(); r++) {
            int from = x.row(r);
            float norm = (float) Math.sqrt(KERNELS.dot(x.values(), from, x.values(), from, x.columns()));
            length.values()[r] = norm;
            float factor = 1.0f / Math.max(norm, SMALLEST);
            KERNELS.addScaled(factor, x.values(), from, normalised.values(), normalised.row(r), x.columns());
        }
        return normalised;
    }

    /** Adds d(loss)/dx to {@code dx}: {@code (dy − x̂(x̂·dy)) / ‖x‖}, or {@code dy / 1e-6} for rows shorter than that. */
    public void backward(Matrix dy, Matrix dx) {
        int width = dy.columns();
        for (int r = 0; r < dy.rows(); r++) {
            float norm = length.values()[r];
            int at = normalised.row(r);
            KERNELS.addScaled(1.0f / Math.max(norm, SMALLEST), dy.values(), dy.row(r), dx.values(), dx.row(r), width);
            if (norm > SMALLEST) {
                float along = KERNELS.dot(normalised.values(), at, dy.values(), dy.row(r), width);
                KERNELS.addScaled(-along / norm, normalised.values(), at, dx.values(), dx.row(r), width);
            }
        }
    }
}
