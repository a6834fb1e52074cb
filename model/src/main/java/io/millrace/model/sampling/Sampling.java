package io.millrace.model.sampling;

/** By what negatives are drawn. */
public enum Sampling {
    UNIFORM,
    UNIGRAM;

    /**
     * A sampler that knows no item yet.
     *
     * @param power of {@link UnigramSampler}
     */
    public NegativeSampler create(double power) {
        return switch (this) {
            case UNIFORM -> new UniformSampler();
            case UNIGRAM -> new UnigramSampler(power);
        };
    }
}
