/** A Flink cluster to measure jobs on, and what its operators say of themselves. */
package io.millrace.benchmarks.cluster;
