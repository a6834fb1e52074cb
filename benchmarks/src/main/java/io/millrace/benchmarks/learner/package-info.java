/**
 * How fast the learner is: the loop of trainers and parameter server on Flink, beside the same model trained in a plain
 * loop.
 */
package io.millrace.benchmarks.learner;
