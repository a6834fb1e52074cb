/** Everything in one JVM: broker, Flink, the job, a follower, and what feeds them. */
package io.millrace.pipeline.embedded;
