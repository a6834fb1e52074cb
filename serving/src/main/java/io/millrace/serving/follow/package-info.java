/**
 * From the records of the model topic to complete, verified versions. What decides is plain and knows no Kafka; one
 * class reads the topic.
 */
package io.millrace.serving.follow;
