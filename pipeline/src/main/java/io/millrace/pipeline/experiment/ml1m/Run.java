package io.millrace.pipeline.experiment.ml1m;

/**
 * One training run.
 *
 * @param contender the model
 * @param bias what it is told of times
 * @param seed of weights, order of users, negatives and dropout; 0 of popularity
 * @param protocol what it learns from
 */
record Run(Contender contender, Bias bias, long seed, Protocol protocol) {
    /** Its files begin with this, such as {@code hstu-position-seed1-published}. */
    String name() {
        String seeded = contender.recipe().isPresent() ? "-seed" + seed : "";
        return contender.label() + '-' + bias.label() + seeded + '-' + protocol.label();
    }
}
