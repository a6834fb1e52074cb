/**
 * A Kafka broker inside this JVM, and the topics of Millrace on any broker. Nothing else in Millrace sees Kafka's
 * server classes.
 */
package io.millrace.pipeline.broker;
