package io.millrace.learner.trainer;

/**
 * What goes wrong in a {@link LoopSimulation}, and how often.
 *
 * @param crash probability, at every move, that all is lost but the completed checkpoints
 * @param abort probability, at every move, that the checkpoint under way is given up
 * @param rewind probability that a restart goes back behind the newest completed checkpoint
 * @param rescaleTrainers whether a restart changes the number of trainers
 * @param rescaleShards whether it changes the number of shards
 */
record Mishaps(double crash, double abort, double rewind, boolean rescaleTrainers, boolean rescaleShards) {
    static final Mishaps NONE = crashes(0);

    static Mishaps crashes(double probability) {
        return new Mishaps(probability, 0, 0, false, false);
    }
}
