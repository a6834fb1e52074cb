/**
 * Files of events: a series of Avro container files that holds a stream's events in the order of their times. Each file
 * says which of the series it is and what it holds, and none appears under its name before it is whole.
 */
package io.millrace.pipeline.eventfile;
