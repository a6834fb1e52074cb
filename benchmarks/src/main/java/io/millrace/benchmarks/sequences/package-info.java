/**
 * The sequence builder beside what bounds it and what most would write instead: Flink jobs on the same topic, in the same
 * run, in turns, each for itself.
 *
 * <p>A pass is one job over the whole topic. Its clock runs from the first record read to the output of the last one; what
 * the end of the input sets free comes after, and is told apart.
 */
package io.millrace.benchmarks.sequences;
