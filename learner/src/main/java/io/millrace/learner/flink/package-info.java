/** The learner's Flink operators, thin around plain classes, and the topology that joins them. */
package io.millrace.learner.flink;
