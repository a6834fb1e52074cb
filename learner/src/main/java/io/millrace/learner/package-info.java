/** The parameter server on Flink: trainers, shards, evaluation and publication. */
package io.millrace.learner;
