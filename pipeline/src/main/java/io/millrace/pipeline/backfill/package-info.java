/**
 * A job's history from files: how event files become a source of Flink's, and where they end and the topic begins.
 */
package io.millrace.pipeline.backfill;
