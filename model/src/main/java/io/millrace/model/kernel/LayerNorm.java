package io.millrace.model.kernel;

/**
 * Layer normalisation of rows (Ba, Kiros, Hinton, 2016, arXiv 1607.06450), without the affine part: {@code x̂ = (x − μ) /
 * √(σ² + ε)}. Keeps what its backward pass needs.
 */
public final class LayerNorm {
    private static final Kernels KERNELS = Kernels.BEST;

    private final float epsilon;
    private final Scratch output = new Scratch();
    private final Scratch scales = new Scratch();
    private Matrix normalised;
    private Matrix scale;

    public LayerNorm(float epsilon) {
        this.epsilon = epsilon;
    }

    /** The normalised rows of {@code x}; valid until the next call. */
    public Matrix forward(Matrix x) {
        int width = x.columns();
        normalised = output.matrix(x.rows(), width);
        scale = scales.matrix(x.rows(), 1);
        for (int r = 0; r < x.rows(); r++) {
            scale.values()[r] =
                    KERNELS.normalise(x.values(), x.row(r), normalised.values(), normalised.row(r), width, epsilon);
        }
        return normalised;
    }

    /**
     * Adds {@code d(loss)/dx} to {@code dx}, where {@code dy} is d(loss)/d(output): {@code (dy − mean(dy) − x̂·mean(dy ⊙
     * x̂)) / √(σ² + ε)}.
     */
    public void backward(Matrix dy, Matrix dx) {
        int width = dy.columns();
        float[] y = normalised.values();
        for (int r = 0; r < dy.rows(); r++) {
            int at = normalised.row(r);
            int from = dy.row(r);
            float factor = scale.values()[r];
            float shift = factor * KERNELS.sum(dy.values(), from, width) / width;
            float slope = factor * KERNELS.dot(dy.values(), from, y, at, width) / width;
            KERNELS.addNormalised(factor, shift, slope, dy.values(), from, y, at, dx.values(), dx.row(r), width);
        }
    }
}
