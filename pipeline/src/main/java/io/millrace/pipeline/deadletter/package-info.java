/** What became of records that were no usable event: to be looked at, and put back once they are. */
package io.millrace.pipeline.deadletter;
