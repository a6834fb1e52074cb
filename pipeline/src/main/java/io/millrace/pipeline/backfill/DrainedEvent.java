package io.millrace.pipeline.backfill;

import org.apache.flink.api.connector.source.SourceEvent;

/** A reader's end of event time is in a complete checkpoint. */
record DrainedEvent() implements SourceEvent {}
