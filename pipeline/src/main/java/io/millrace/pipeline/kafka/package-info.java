/** How the job's streams meet Kafka's topics. */
package io.millrace.pipeline.kafka;
