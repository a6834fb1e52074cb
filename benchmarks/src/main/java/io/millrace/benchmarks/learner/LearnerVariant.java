package io.millrace.benchmarks.learner;

import io.millrace.learner.LearnerConfig;
import java.time.Duration;

/**
 * A way to run the learner on Flink.
 *
 * @param label what it is called in the table
 * @param config of the learner
 * @param checkpointInterval time between checkpoints
 */
record LearnerVariant(String label, LearnerConfig config, Duration checkpointInterval) {}
