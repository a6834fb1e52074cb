package io.millrace.model.kernel;

/**
 * Layer normalisation of rows (Ba, Kiros, Hinton, 2016, arXiv 1607.06450), without the affine part: {@code x̂ = (x − μ) /
 * √(σ² + ε)}. Keeps what its backward pass needs.
 */
public final class LayerNorm {
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
            scale.values()[r] = normalise(x.values(), x.row(r), normalised.values(), normalised.row(r), width);
        }
        return normalised;
    }

    private float normalise(float[] x, int from, float[] y, int to, int width) {
        float mean = sum(x, from, width) / width;
        for (int i = 0; i < width; i++) {
            y[to + i] = x[from + i] - mean;
        }
        float variance = Vectors.dot(y, to, y, to, width) / width;
        float factor = (float) (1.0 / Math.sqrt(variance + epsilon));
        for (int i = 0; i < width; i++) {
            y[to + i] *= factor;
        }
        return factor;
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
            int to = dx.row(r);
            float factor = scale.values()[r];
            float shift = factor * sum(dy.values(), from, width) / width;
            float slope = factor * Vectors.dot(dy.values(), from, y, at, width) / width;
            for (int i = 0; i < width; i++) {
                dx.values()[to + i] += factor * dy.values()[from + i] - shift - slope * y[at + i];
            }
        }
    }

    private static float sum(float[] x, int offset, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            s0 += x[offset + i];
            s1 += x[offset + i + 1];
            s2 += x[offset + i + 2];
            s3 += x[offset + i + 3];
        }
        for (; i < length; i++) {
            s0 += x[offset + i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
