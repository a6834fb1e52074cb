/** The operators around the decisions, and the topology that joins them. */
package io.millrace.sequence.flink;
