package io.millrace.benchmarks.learner;

import io.millrace.benchmarks.cluster.CheckpointCost;

/**
 * One pass of the learner on Flink over some examples. Times are sums over the subtasks, in seconds.
 *
 * @param seconds from the first example at the trainers to the last one applied
 * @param cpuSeconds that the process spent meanwhile, on everything
 * @param learning of the trainers, on examples
 * @param sending of the trainers, writing requests
 * @param waiting of the trainers, for replies
 * @param pulling of the server, reading rows and writing replies
 * @param pushing of the server, applying gradients
 * @param cutting of the server, at barriers
 * @param busiestShard how much longer the shard that was pulling and pushing longest did so than the mean of all
 * @param checkpoints that were complete when it ended
 */
record LearnerPass(
        double seconds,
        double cpuSeconds,
        double learning,
        double sending,
        double waiting,
        double pulling,
        double pushing,
        double cutting,
        double busiestShard,
        CheckpointCost checkpoints) {}
