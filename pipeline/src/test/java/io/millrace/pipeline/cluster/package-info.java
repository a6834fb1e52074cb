/** A Flink cluster of processes, to be killed. */
package io.millrace.pipeline.cluster;
